using Microsoft.AspNetCore.Http.Features;

namespace LoopbackServer.Counting;

/// <summary>One request while it is being counted.</summary>
internal sealed class RequestTicket(CounterSet all, RequestCounter? path, CounterSet? scope, RequestCounter? scopePath)
{
    private int _finished;
    private int _aborted;
    private bool _runsUntilEnd;

    /// <summary>Called by ASP.NET to bind a parameter.</summary>
    public static ValueTask<RequestTicket> BindAsync(HttpContext context) => new(context.Features.GetRequiredFeature<RequestTicket>());

    /// <summary>Says that the body goes out in pieces: the request runs beyond the start of its response.</summary>
    public void RunsUntilEnd() => _runsUntilEnd = true;

    /// <summary>Called before the head of the response goes out, and with it a body in one piece.</summary>
    public Task OnStarting()
    {
        if (!_runsUntilEnd)
        {
            Finish();
        }

        return Task.CompletedTask;
    }

    /// <summary>
    /// The request is no longer running. Called before the last byte goes out: a client that sends its next request at
    /// once must not meet its own previous one here, or every peak would be a matter of luck.
    /// </summary>
    public void Finish()
    {
        if (Interlocked.Exchange(ref _finished, 1) == 0)
        {
            all.Leave(path);
            scope?.Leave(scopePath);
        }
    }

    /// <summary>The client went away before its response was complete.</summary>
    public void Abort()
    {
        if (Interlocked.Exchange(ref _aborted, 1) == 0)
        {
            all.Abort(path);
            scope?.Abort(scopePath);
        }
    }
}
