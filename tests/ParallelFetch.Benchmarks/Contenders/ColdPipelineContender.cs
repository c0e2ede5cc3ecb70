using ParallelFetch.Benchmarks.ChildModes;

namespace ParallelFetch.Benchmarks.Contenders;

/// <summary>The pipeline in a fresh process each time.</summary>
internal sealed class ColdPipelineContender : Contender
{
    private readonly List<ColdStartReport> _reports = [];

    public override string Key => "cold";

    public override string Title => "`$urls | Start-ParallelFetch`, fresh process";

    public override bool IsOurs => true;

    public override bool InProcess => false;

    /// <summary>What the processes reported.</summary>
    public IReadOnlyList<ColdStartReport> Reports => _reports;

    public override RunOutcome Run(Workload work, CancellationToken cancellation)
    {
        string url = work.Urls[0][..work.Urls[0].LastIndexOf('?')];
        ColdStartReport report = SelfProcess.Run<ColdStartReport>(ColdStartChild.Mode, url, work.Count, work.Throttle, cancellation);
        _reports.Add(report);
        return new RunOutcome(null, null)
        {
            Wall = TimeSpan.FromSeconds(report.RunSeconds),
            Cpu = TimeSpan.FromSeconds(report.RunCpuSeconds),
            Unmeasured = 1,
        };
    }
}
