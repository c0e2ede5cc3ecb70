using System.Globalization;
using System.Text.Json;
using ParallelFetch.Benchmarks.Peers;

namespace ParallelFetch.Benchmarks.ChildModes;

/// <summary>
/// This program again, in a process of its own: what is measured there has not been warmed up, compiled or allocated by
/// anything before it.
/// </summary>
internal static class SelfProcess
{
    public const string Option = "--child";

    public static T Run<T>(string mode, string url, int count, int throttle, CancellationToken cancellation)
    {
        string self = Environment.ProcessPath!;
        bool isHost = Path.GetFileNameWithoutExtension(self).Equals("dotnet", StringComparison.OrdinalIgnoreCase);
        string[] program = isHost ? ["exec", typeof(SelfProcess).Assembly.Location] : [];
        string output = ChildProcess.RunOrThrow(
            self,
            [.. program, Option, mode, url, count.ToString(CultureInfo.InvariantCulture), throttle.ToString(CultureInfo.InvariantCulture)],
            cancellation);
        return JsonSerializer.Deserialize<T>(output) ?? throw new BenchmarkException($"the child process '{mode}' reports nothing");
    }

    /// <summary>The other side: does what the arguments say and writes one JSON object.</summary>
    public static void Answer(string[] arguments)
    {
        string url = arguments[1];
        int count = int.Parse(arguments[2], CultureInfo.InvariantCulture);
        int throttle = int.Parse(arguments[3], CultureInfo.InvariantCulture);
        object report = arguments[0] switch
        {
            ColdStartChild.Mode => ColdStartChild.Run(url, count, throttle),
            MillionChild.Mode => MillionChild.Run(url, count, throttle),
            _ => throw new BenchmarkException($"there is no child mode '{arguments[0]}'"),
        };
        Console.Out.WriteLine(JsonSerializer.Serialize(report));
    }
}
