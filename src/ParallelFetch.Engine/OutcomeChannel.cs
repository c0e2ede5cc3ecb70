using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace ParallelFetch;

/// <summary>
/// Hands items from the engine's threads to one blocking consumer. A channel measured best of the hand-offs tried;
/// the consumer waits with a time limit, because the pipeline thread also has progress to show.
/// </summary>
internal sealed class OutcomeChannel<T>
{
    private readonly Channel<T> _channel = Channel.CreateUnbounded<T>(new UnboundedChannelOptions
    {
        SingleReader = true,

        // The only continuation is that of a blocked thread, which is woken and runs elsewhere.
        AllowSynchronousContinuations = true,
    });

    private Task<bool>? _wait;

    internal void Add(T item) => _channel.Writer.TryWrite(item);

    internal bool TryTake([MaybeNullWhen(false)] out T item) => _channel.Reader.TryRead(out item);

    internal bool Wait(TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (_wait is null)
        {
            ValueTask<bool> wait = _channel.Reader.WaitToReadAsync(CancellationToken.None);
            if (wait.IsCompletedSuccessfully)
            {
                return true;
            }

            _wait = wait.AsTask();
        }

        if (!_wait.Wait(timeout, cancellationToken))
        {
            return false;
        }

        _wait = null;
        return true;
    }
}
