namespace ParallelFetch.Benchmarks.Servers;

/// <summary>Serves bodies that cost the server as little as possible.</summary>
internal interface IStaticServer : IRequestCounter, IDisposable
{
    /// <summary>What it is, for the report.</summary>
    string Description { get; }

    /// <summary>Where a file is; with a query a server takes it for the same file.</summary>
    string Url(StaticFile file, bool tls = false);
}

/// <summary>The bodies that scenarios ask for.</summary>
internal enum StaticFile
{
    /// <summary>1 KiB.</summary>
    Small,

    /// <summary>100 KiB of UTF-8 text.</summary>
    Text,

    /// <summary>1 GiB, less in a smoke run.</summary>
    Large,
}
