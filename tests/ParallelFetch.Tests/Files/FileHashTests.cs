using System.Management.Automation;
using System.Security.Cryptography;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Files;

public sealed class FileHashTests(ServerFixture fixture) : FileTest(fixture)
{
    private static readonly byte[] Body = Content(100_000);

    public static TheoryData<string> Hashes => new(
        Hash(HashAlgorithmName.MD5, Body),
        Hash(HashAlgorithmName.SHA1, Body),
        Hash(HashAlgorithmName.SHA256, Body),
        Hash(HashAlgorithmName.SHA384, Body),
        Hash(HashAlgorithmName.SHA512, Body));

    private static string Hash(HashAlgorithmName algorithm, byte[] content) =>
        $"{algorithm.Name!.ToLowerInvariant()}:{Convert.ToHexStringLower(CryptographicOperations.HashData(algorithm, content))}";

    [Theory]
    [MemberData(nameof(Hashes))]
    public void A_file_with_the_hash_is_kept_and_any_other_is_not(string hash)
    {
        FetchWell(FileUrl("a.bin"), $"-OutFile \"$folder/a.bin\" -FileHash '{hash}'");
        FetchWell(FileUrl("a.bin"), $"-OutFile \"$folder/b.bin\" -FileHash '{hash.ToUpperInvariant()}'");
        ErrorRecord error = FetchBadly(FileUrl("a.bin", "seed=2"), $"-OutFile \"$folder/c.bin\" -FileHash '{hash}'", "FileHashMismatch");

        Assert.Equal(ErrorCategory.InvalidData, error.CategoryInfo.Category);
        Assert.Contains(hash, error.ToString(), StringComparison.Ordinal);
        Assert.Equal(["a.bin", "b.bin"], Names);
    }

    [Theory]
    [InlineData("sha256:abc")]
    [InlineData("sha256:")]
    [InlineData("crc32:00000000")]
    [InlineData("sha512:d41d8cd98f00b204e9800998ecf8427e")]
    [InlineData("d41d8cd98f00b204e9800998ecf8427")]
    [InlineData("md5:d41d8cd98f00b204e9800998ecf8427g")]
    public async Task What_is_no_hash_is_refused_for_the_call_and_spoils_one_url(string hash)
    {
        RunResult run = Run($$"""
            @{ OutFile = "$folder/a.bin"; FileHash = '{{hash}}' }, @{ OutFile = "$folder/b.bin" } | ForEach-Object { [pscustomobject]($_ + @{ Uri = "${files}a.bin" }) } | Start-ParallelFetch -InOrder
            """);
        Assert.Equal(["InvalidFileHash"], run.ErrorIds);
        Assert.Equal([0, 200], run.All<int>("StatusCode"));
        await Scope.ResetAsync(Cancellation);

        await RefusedAsync($"Start-ParallelFetch '{FileUrl("a.bin")}' -OutFile \"$folder/x\" -FileHash '{hash}'", "InvalidFileHash");
    }

    [Fact]
    public void Each_url_has_its_hash_by_property_name()
    {
        string right = Hash(HashAlgorithmName.SHA1, Body);
        RunResult run = Run($$"""
            1, 2 | ForEach-Object { [pscustomobject]@{ Uri = "${files}a.bin?seed=$_"; OutFile = "$folder/$_.bin"; FileHash = '{{right}}' } } | Start-ParallelFetch -InOrder
            """);

        Assert.Equal(["FileHashMismatch"], run.ErrorIds);
        Assert.Equal(["1.bin"], Names);
    }

    [Theory]
    [InlineData("-Resume")]
    [InlineData("-IfChanged")]
    public async Task A_file_with_the_hash_need_not_be_fetched(string parameter)
    {
        string hash = Hash(HashAlgorithmName.SHA256, Body);
        Write("a.bin", Body);
        Write("b.bin", "wrong");

        PSObject right = FetchWell(FileUrl("a.bin"), $"{parameter} -OutFile \"$folder/a.bin\" -FileHash '{hash}'");
        PSObject wrong = FetchWell(FileUrl("b.bin"), $"{parameter} -OutDirectory \"$folder\" -FileHash '{hash}'");

        Assert.Equal((true, false), (right.Get<bool>("IsSkipped"), wrong.Get<bool>("IsSkipped")));
        Assert.Equal((0, 1), (await RequestsForAsync("a.bin"), await RequestsForAsync("b.bin")));
        Assert.Equal("wrong"u8.ToArray(), Read("b.bin"));
        Assert.Equal(Body, Read("b (1).bin"));
    }

    [Fact]
    public async Task A_file_that_is_up_to_date_but_has_another_hash_is_fetched_again()
    {
        FetchWell(FileUrl("a.bin", "changeAfter=1&sameValidators=1"), "-IfChanged -OutFile \"$folder/a.bin\"");
        string hash = Hash(HashAlgorithmName.SHA256, NextContent(100_000));

        FetchWell(FileUrl("a.bin", "changeAfter=1&sameValidators=1"), $"-IfChanged -OutFile \"$folder/a.bin\" -FileHash {hash}");

        Assert.Equal(2, await RequestsForAsync("a.bin"));
        Assert.Equal(NextContent(100_000), Read("a.bin"));
    }

    [Fact]
    public void The_hash_is_that_of_the_decompressed_file()
    {
        string hash = Hash(HashAlgorithmName.SHA256, Body);

        FetchWell(FileUrl("a.bin", "gzip=1"), $"-OutFile \"$folder/a.bin\" -FileHash {hash}");
    }

    [Fact]
    public async Task With_a_long_part_to_hash_the_time_for_the_answer_does_not_run_out()
    {
        // Sparse, so that only reading it takes time: longer than the limit, however fast the machine.
        const long Length = 3L << 30;
        string url = FileUrl("a.bin", FormattableString.Invariant($"size={Length + 100}"));
        Write(".a.bin.partial.info", $$"""{"Owner":"{{OwnerOf(url)}}","ETag":"\"v0\"","LastModified":null,"Flushed":{{Length}}}""");
        using (var part = new FileStream(PathOf(".a.bin.partial"), FileMode.CreateNew))
        {
            part.SetLength(Length);
            part.Position = Length - 1;
            part.WriteByte(LoopbackServer.Client.FileContent.Create(1, 1, Length - 1)[0]);
        }

        await RecordAsync();
        FetchWell(url, $"-Resume -OutFile \"$folder/a.bin\" -ConnectionTimeoutSeconds 1 -FileHash sha512:{HashOfSparse(Length)}");

        Assert.Equal([FormattableString.Invariant($"bytes={Length - 1}-")], await RangesAsync());
        Assert.Equal(["a.bin"], Names);
    }

    private static string HashOfSparse(long length)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA512);
        byte[] zeros = new byte[1 << 20];
        for (long left = length - 1; left > 0; left -= zeros.Length)
        {
            hash.AppendData(zeros, 0, (int)Math.Min(left, zeros.Length));
        }

        hash.AppendData(LoopbackServer.Client.FileContent.Create(1, 101, length - 1));
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
