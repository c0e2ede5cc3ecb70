using System.Net.Sockets;
using ParallelFetch.Engine.Tests.Simulation.Servers;

namespace ParallelFetch.Engine.Tests.Simulation;

/// <summary>One request on the simulated network. Settling it runs what the engine does next, on the same thread.</summary>
internal sealed class SimulatedExchange(SimulatedHost host, HttpRequestMessage request, SimulationClock clock, CancellationToken cancellationToken)
{
    private readonly TaskCompletionSource<HttpResponseMessage> _response = new();

    public SimulatedHost Host { get; } = host;

    /// <summary>Which URL of its host, from 0.</summary>
    public int Number { get; } = int.Parse(request.RequestUri!.AbsolutePath.AsSpan(1), null);

    public long SentAt { get; } = clock.Now;

    /// <summary>Whether a kept connection was used.</summary>
    public bool HasConnection { get; } = host.Sent(clock.Seconds);

    public Task<HttpResponseMessage> Response => _response.Task;

    /// <summary>Whether the server has lost it: no answer comes.</summary>
    public bool IsLost { get; set; }

    public bool IsSettled => _response.Task.IsCompleted;

    public bool IsCancelled => cancellationToken.IsCancellationRequested;

    public void Answer(HttpResponseMessage response)
    {
        response.RequestMessage = request;
        Settle(answered: true, () => _response.SetResult(response));
    }

    public void RefuseConnection() => Fail(new HttpRequestException(
        HttpRequestError.ConnectionError,
        inner: new SocketException((int)SocketError.ConnectionRefused)));

    public void Reset() => Fail(new HttpRequestException("broken", new IOException("broken", new SocketException((int)SocketError.ConnectionReset))));

    /// <summary>As where the process may open no more files, sockets among them.</summary>
    public void FailLocally() => Fail(new HttpRequestException(
        HttpRequestError.ConnectionError,
        inner: new SocketException((int)SocketError.TooManyOpenSockets)));

    /// <summary>As a handler does whose time to connect is over.</summary>
    public void TimeOutConnecting() => Fail(new TaskCanceledException("no connection", new TimeoutException("no connection")));

    public void Cancel() => Settle(answered: false, () => _response.SetCanceled(cancellationToken));

    private void Fail(Exception exception) => Settle(answered: false, () => _response.SetException(exception));

    private void Settle(bool answered, Action settle)
    {
        if (!IsSettled)
        {
            // Counted as gone first: settling may send the next request.
            Host.Ended(answered, clock.Seconds);
            settle();
        }
    }
}
