using System.Collections.Concurrent;

namespace LoopbackServer.Recording;

/// <summary>Remembers the requests of those scopes that asked for it; whole bodies are too much to keep for all.</summary>
internal sealed class RequestRecorder
{
    /// <summary>What is kept of a body.</summary>
    public const int LongestBody = 8 << 20;

    private readonly ConcurrentDictionary<string, ScopeRecording> _scopes = new(StringComparer.Ordinal);

    /// <summary>From now on, and from the beginning.</summary>
    public void Start(string scope) => _scopes[scope] = new ScopeRecording();

    public void Stop(string scope) => _scopes.TryRemove(scope, out _);

    /// <summary>Null where nothing is recorded.</summary>
    public ScopeRecording? Of(string? scope) => scope is null ? null : _scopes.GetValueOrDefault(scope);
}
