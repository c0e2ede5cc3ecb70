namespace LoopbackServer.Behaviours;

/// <param name="C">Served at once, at most.</param>
/// <param name="LatencyMs">How long each takes.</param>
/// <param name="Mark">Present (in service and queued), at most.</param>
internal sealed record CapacitySettings(int C = 8, int LatencyMs = 20, int Mark = int.MaxValue)
{
    public static CapacitySettings Default { get; } = new();
}

internal sealed record CapacityState(
    CapacitySettings Settings, int InService, int Queued, int PeakInService, int PeakPresent, long Served, long Rejected);
