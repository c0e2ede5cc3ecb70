using System.Management.Automation;

namespace ParallelFetch.Shell;

/// <summary>Reads lines and keys so that Ctrl+C ends the wait, which the console's own calls do not offer.</summary>
internal sealed class ConsoleInput(CancellationToken interrupted)
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(20);

    public string? ReadLine()
    {
        // An abandoned read keeps its thread until the process ends, which after Ctrl+C is at once.
        var reading = Task.Run(Console.ReadLine, CancellationToken.None);
        try
        {
            reading.Wait(interrupted);
            return reading.Result;
        }
        catch (OperationCanceledException)
        {
            throw new PipelineStoppedException();
        }
    }

    public ConsoleKeyInfo ReadKey()
    {
        while (!Console.KeyAvailable)
        {
            if (interrupted.WaitHandle.WaitOne(PollInterval))
            {
                throw new PipelineStoppedException();
            }
        }

        return Console.ReadKey(intercept: true);
    }
}
