namespace LoopbackServer.Recording;

/// <summary>The requests of one scope, in order of arrival.</summary>
internal sealed class ScopeRecording
{
    private readonly Lock _lock = new();
    private readonly List<RecordedRequest> _requests = [];

    public RecordedRequest[] Requests
    {
        get
        {
            lock (_lock)
            {
                return [.. _requests];
            }
        }
    }

    public void Add(RecordedRequest request)
    {
        lock (_lock)
        {
            _requests.Add(request);
        }
    }
}
