using ParallelFetch.Http;

namespace ParallelFetch.Bodies;

/// <summary>
/// Tells a fetch's place on the wire that its body moves on, until the response has come. A server may answer before it
/// has read the body, and the place may belong to another fetch by the time the last piece goes out.
/// </summary>
internal sealed class UploadWatch(FetchSlot slot)
{
    private readonly object _gate = new();
    private bool _over;

    internal void MovedOn()
    {
        lock (_gate)
        {
            if (!_over)
            {
                slot.StartSending();
            }
        }
    }

    internal void End()
    {
        lock (_gate)
        {
            _over = true;
        }
    }
}
