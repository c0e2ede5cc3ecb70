using System.Runtime.InteropServices;

namespace LoopbackServer.Hosting;

/// <summary>Completes when the process should end: a signal, or the parent (who holds our stdin) is gone.</summary>
internal sealed class ExitSignal
{
    private readonly TaskCompletionSource _exit = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Referenced for the lifetime of the process: a collected registration no longer fires.
    private readonly PosixSignalRegistration[] _registrations;

    public ExitSignal(bool watchStandardInput)
    {
        _registrations =
        [
            PosixSignalRegistration.Create(PosixSignal.SIGTERM, OnSignal),
            PosixSignalRegistration.Create(PosixSignal.SIGINT, OnSignal),
        ];
        if (watchStandardInput)
        {
            // A thread, because reads from stdin cannot be cancelled or awaited properly.
            new Thread(ReadStandardInputToEnd) { IsBackground = true, Name = "stdin watch" }.Start();
        }
    }

    public Task Task => _exit.Task;

    private void OnSignal(PosixSignalContext context)
    {
        context.Cancel = true;
        _exit.TrySetResult();
        GC.KeepAlive(_registrations);
    }

    private void ReadStandardInputToEnd()
    {
        try
        {
            using var input = Console.OpenStandardInput();
            Span<byte> buffer = stackalloc byte[256];
            while (input.Read(buffer) > 0)
            {
            }
        }
        catch (IOException)
        {
            // A broken pipe says the same as its end.
        }

        _exit.TrySetResult();
    }
}
