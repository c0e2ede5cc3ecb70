namespace LoopbackServer.Endpoints;

/// <summary>A parameter that is on when it is there (<c>?chunked=1</c>) and neither <c>0</c> nor <c>false</c>.</summary>
internal readonly record struct Flag(bool IsOn)
{
    public static implicit operator bool(Flag? flag) => flag is { IsOn: true };

    /// <summary>Called by ASP.NET to bind a parameter.</summary>
    public static bool TryParse(string? text, out Flag flag)
    {
        flag = new Flag(text is not ("0" or "false"));
        return true;
    }
}
