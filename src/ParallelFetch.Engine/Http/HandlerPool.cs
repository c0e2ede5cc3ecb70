using System.Collections.Concurrent;

namespace ParallelFetch.Http;

/// <summary>One handler, and so one pool of keep-alive connections, per connection profile, for the life of a session.</summary>
internal sealed class HandlerPool : IDisposable
{
    private readonly ConcurrentDictionary<ConnectionProfile, Lazy<HttpMessageInvoker>> _invokers = new();
    private readonly Func<ConnectionProfile, HttpMessageHandler> _createHandler;

    internal HandlerPool(Func<ConnectionProfile, HttpMessageHandler> createHandler) => _createHandler = createHandler;

    public void Dispose()
    {
        foreach (Lazy<HttpMessageInvoker> invoker in _invokers.Values)
        {
            if (invoker.IsValueCreated)
            {
                invoker.Value.Dispose();
            }
        }

        _invokers.Clear();
    }

    internal HttpMessageInvoker Get(ConnectionProfile profile) => _invokers
        .GetOrAdd(profile, static (key, create) => new Lazy<HttpMessageInvoker>(() => new HttpMessageInvoker(create(key))), _createHandler)
        .Value;
}
