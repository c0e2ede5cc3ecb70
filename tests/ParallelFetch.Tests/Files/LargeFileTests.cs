using System.Globalization;
using System.Security.Cryptography;
using LoopbackServer.Client;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Files;

/// <summary>A body of 1 GiB in a process of its own, whose memory nobody else uses.</summary>
public sealed class LargeFileTests(ServerFixture fixture) : FileTest(fixture)
{
    private const long Length = 1L << 30;

    [Fact]
    public async Task A_large_body_costs_little_memory()
    {
        string url = FileUrl("large.bin", FormattableString.Invariant($"size={Length}"));
        using PowerShellProcess process = PowerShellProcess.Start($$"""
            $null = Start-ParallelFetch '{{FileUrl("small.bin", "size=100000000")}}' -OutFile '{{PathOf("small.bin")}}' -FileHash 'sha256:{{Hash(100_000_000)}}'
            $self = [System.Diagnostics.Process]::GetCurrentProcess()
            $before = $self.PeakWorkingSet64
            $result = Start-ParallelFetch '{{url}}' -OutFile '{{PathOf("large.bin")}}' -FileHash 'sha256:{{Hash(Length)}}'
            $self.Refresh()
            "$($result.RawContentLength) $before $($self.PeakWorkingSet64)"
            """);

        (_, string output, string error) = await process.WaitAsync(Cancellation);

        Assert.Equal(string.Empty, error);
        long[] numbers = [.. output.Trim().Split(' ').Select(number => long.Parse(number, CultureInfo.InvariantCulture))];
        Assert.Equal(Length, numbers[0]);
        Assert.SkipWhen(numbers[1] == 0, "SKIPPED: the system does not say how much memory a process had at the most.");
        Assert.True(numbers[2] - numbers[1] < 32 << 20, $"The peak grew by {numbers[2] - numbers[1]:N0} bytes.");
    }

    private static string Hash(long length)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        const int Piece = 1 << 20;
        for (long done = 0; done < length; done += Piece)
        {
            hash.AppendData(FileContent.Create(1, (int)Math.Min(Piece, length - done), done));
        }

        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
