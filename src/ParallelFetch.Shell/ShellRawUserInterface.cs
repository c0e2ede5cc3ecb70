using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Host;

namespace ParallelFetch.Shell;

/// <summary>The console's size, colours and keys, with sensible answers when there is no console.</summary>
internal sealed class ShellRawUserInterface : PSHostRawUserInterface
{
    private const int DefaultWidth = 120;
    private const int DefaultHeight = 50;

    public override ConsoleColor ForegroundColor
    {
        get => Console.ForegroundColor;
        set => Console.ForegroundColor = value;
    }

    public override ConsoleColor BackgroundColor
    {
        get => Console.BackgroundColor;
        set => Console.BackgroundColor = value;
    }

    public override Size BufferSize
    {
        get => new(Width, Height);
        set => throw NotSupported();
    }

    public override Size WindowSize
    {
        get => new(Width, Height);
        set => throw NotSupported();
    }

    public override Size MaxWindowSize => WindowSize;

    public override Size MaxPhysicalWindowSize => WindowSize;

    public override Coordinates WindowPosition
    {
        get => default;
        set => throw NotSupported();
    }

    public override Coordinates CursorPosition
    {
        get => Console.IsOutputRedirected ? default : new(Console.CursorLeft, Console.CursorTop);
        set => Console.SetCursorPosition(value.X, value.Y);
    }

    public override int CursorSize
    {
        get => OperatingSystem.IsWindows() ? Console.CursorSize : 100;
        set
        {
            if (OperatingSystem.IsWindows())
            {
                Console.CursorSize = value;
            }
        }
    }

    public override string WindowTitle
    {
        get => OperatingSystem.IsWindows() ? Console.Title : string.Empty;
        set => Console.Title = value;
    }

    public override bool KeyAvailable => !Console.IsInputRedirected && Console.KeyAvailable;

    /// <summary>The width of the terminal behind standard error, where the progress line goes; 0 when there is none.</summary>
    public static int ErrorWidth => Console.IsErrorRedirected ? 0 : ConsoleSize(() => Console.WindowWidth) ?? DefaultWidth;

    private static int Width => (Console.IsOutputRedirected ? null : ConsoleSize(() => Console.WindowWidth))
        ?? FromEnvironment("COLUMNS") ?? DefaultWidth;

    private static int Height => (Console.IsOutputRedirected ? null : ConsoleSize(() => Console.WindowHeight))
        ?? FromEnvironment("LINES") ?? DefaultHeight;

    public override KeyInfo ReadKey(ReadKeyOptions options)
    {
        if (Console.IsInputRedirected)
        {
            throw new HostException("A key cannot be read: standard input is not a console.");
        }

        ConsoleKeyInfo key = Console.ReadKey(intercept: options.HasFlag(ReadKeyOptions.NoEcho));
        ControlKeyStates states = default;
        states |= key.Modifiers.HasFlag(ConsoleModifiers.Shift) ? ControlKeyStates.ShiftPressed : default;
        states |= key.Modifiers.HasFlag(ConsoleModifiers.Alt) ? ControlKeyStates.LeftAltPressed : default;
        states |= key.Modifiers.HasFlag(ConsoleModifiers.Control) ? ControlKeyStates.LeftCtrlPressed : default;
        return new KeyInfo((int)key.Key, key.KeyChar, states, keyDown: options.HasFlag(ReadKeyOptions.IncludeKeyDown));
    }

    public override void FlushInputBuffer()
    {
        while (KeyAvailable)
        {
            Console.ReadKey(intercept: true);
        }
    }

    public override int LengthInBufferCells(char source) => TextCells.Width(source);

    public override int LengthInBufferCells(string source) => TextCells.Width(source);

    public override int LengthInBufferCells(string source, int offset) => TextCells.Width(source.AsSpan(offset));

    public override BufferCell[,] GetBufferContents(Rectangle rectangle) => throw NotSupported();

    public override void ScrollBufferContents(Rectangle source, Coordinates destination, Rectangle clip, BufferCell fill) =>
        throw NotSupported();

    public override void SetBufferContents(Rectangle rectangle, BufferCell fill) => throw NotSupported();

    public override void SetBufferContents(Coordinates origin, BufferCell[,] contents) => throw NotSupported();

    private static PSNotImplementedException NotSupported() =>
        new("This host writes lines; it does not move windows or address the screen's cells.");

    private static int? ConsoleSize(Func<int> read)
    {
        try
        {
            // Pseudo-terminals without a size answer 0.
            return read() is > 0 and int size ? size : null;
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static int? FromEnvironment(string name) =>
        int.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.None, CultureInfo.InvariantCulture, out int size) && size > 0
            ? size
            : null;
}
