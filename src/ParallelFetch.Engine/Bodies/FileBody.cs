using System.Net;
using System.Text;
using ParallelFetch.Files;

namespace ParallelFetch.Bodies;

/// <summary>A file as a body: read as it is sent, never into memory, and opened anew for each sending.</summary>
/// <param name="path">The full path of the file.</param>
internal sealed class FileBody(string path) : RequestBody
{
    private byte[]? _identity;

    /// <inheritdoc/>
    internal override byte[] Identity => _identity ??= Identify();

    /// <inheritdoc/>
    internal override bool HasChanged => _identity is not null && !_identity.AsSpan().SequenceEqual(Identify());

    internal override HttpContent CreateContent() => new FileContent(path);

    private byte[] Identify()
    {
        var file = new FileInfo(path);
        string version = file.Exists ? FormattableString.Invariant($"{file.Length} {file.LastWriteTimeUtc:O}") : string.Empty;
        return Encoding.UTF8.GetBytes($"{path} {version}");
    }

    private sealed class FileContent : HttpContent
    {
        private readonly string _path;
        private readonly long _length;

        internal FileContent(string path)
        {
            _path = path;
            _length = Read(path, static path => new FileInfo(path).Length);
        }

        protected override bool TryComputeLength(out long length)
        {
            length = _length;
            return true;
        }

        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
            SerializeToStreamAsync(stream, context, CancellationToken.None);

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
        {
            FileStream file = Read(_path, static path => new FileStream(path, new FileStreamOptions
            {
                Options = FileOptions.Asynchronous | FileOptions.SequentialScan,
                BufferSize = 0,
                Share = FileShare.ReadWrite | FileShare.Delete,
            }));
            await using (file.ConfigureAwait(false))
            {
                long copied = await StreamCopy.CopyAsync(
                    async (buffer, token) => await ReadAsync(file, buffer, token).ConfigureAwait(false),
                    stream,
                    _length,
                    cancellationToken).ConfigureAwait(false);
                if (copied < _length)
                {
                    throw Failed($"The file '{_path}' became shorter while it was being sent.");
                }
            }
        }

        private async ValueTask<int> ReadAsync(FileStream file, Memory<byte> buffer, CancellationToken cancellationToken)
        {
            try
            {
                return await file.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (FileErrors.IsFileError(exception))
            {
                throw Failed($"The file '{_path}' cannot be read: {exception.Message}", exception);
            }
        }

        private static T Read<T>(string path, Func<string, T> read)
        {
            try
            {
                return read(path);
            }
            catch (Exception exception) when (FileErrors.IsFileError(exception))
            {
                throw Failed($"The file '{path}' cannot be read: {exception.Message}", exception);
            }
        }

        private static FetchException Failed(string message, Exception? cause = null) => new(FetchFailureKind.InFileFailed, message, cause);
    }
}
