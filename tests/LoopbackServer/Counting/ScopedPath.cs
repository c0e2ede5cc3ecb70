namespace LoopbackServer.Counting;

/// <summary><c>/s/{scope}/rest</c>: handled as <c>/rest</c>, counted under the scope.</summary>
internal readonly record struct ScopedPath(string? Scope, string Rest)
{
    private const string Prefix = "/s/";

    public string PathBase => Scope is null ? "" : Prefix + Scope;

    /// <summary>A name that two scopes can use without meeting each other.</summary>
    public string Key(string name) => Key(Scope, name);

    public static string Key(string? scope, string name) => scope is null ? name : scope + "/" + name;

    /// <summary>Called by ASP.NET to bind a parameter: the scope is the base of the path by then.</summary>
    public static ValueTask<ScopedPath> BindAsync(HttpContext context) =>
        new(Parse(context.Request.PathBase.Value + context.Request.Path.Value));

    public static ScopedPath Parse(string path)
    {
        if (!path.StartsWith(Prefix, StringComparison.Ordinal))
        {
            return new ScopedPath(null, path);
        }

        var end = path.IndexOf('/', Prefix.Length);
        return end < 0
            ? new ScopedPath(path[Prefix.Length..], "/")
            : new ScopedPath(path[Prefix.Length..end], path[end..]);
    }
}
