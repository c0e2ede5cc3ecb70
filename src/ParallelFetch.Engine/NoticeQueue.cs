using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace ParallelFetch;

/// <summary>Notices on their way to the user. A server in trouble must not fill the memory with news of it.</summary>
internal sealed class NoticeQueue
{
    private const int Capacity = 1_000;

    private readonly ConcurrentQueue<FetchNotice> _notices = new();

    internal void Add(FetchNotice notice)
    {
        if (_notices.Count < Capacity)
        {
            _notices.Enqueue(notice);
        }
    }

    internal bool TryTake([NotNullWhen(true)] out FetchNotice? notice) => _notices.TryDequeue(out notice);
}
