using ParallelFetch.Files;

namespace ParallelFetch.Engine.Tests.Files;

public sealed class FileHashTests
{
    private const string Empty = "d41d8cd98f00b204e9800998ecf8427e";

    [Theory]
    [InlineData("md5:" + Empty, "md5:" + Empty)]
    [InlineData(Empty, "md5:" + Empty)]
    [InlineData(" MD5 : D41D8CD98F00B204E9800998ECF8427E ", "md5:" + Empty)]
    [InlineData("md5=" + Empty, "md5:" + Empty)]
    [InlineData("sha-1:da39a3ee5e6b4b0d3255bfef95601890afd80709", "sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709")]
    [InlineData("da39a3ee5e6b4b0d3255bfef95601890afd80709", "sha1:da39a3ee5e6b4b0d3255bfef95601890afd80709")]
    public void A_hash_is_read_with_or_without_its_algorithm(string text, string expected)
    {
        Assert.True(FileHash.TryParse(text, out FileHash? hash));
        Assert.Equal(expected, hash.ToString());
    }

    [Theory]
    [InlineData("sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")]
    [InlineData("sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=?ct=text/plain")]
    [InlineData("sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU= md5-1B2M2Y8AsgTpgAmY7PhCfg==")]
    [InlineData("md5-1B2M2Y8AsgTpgAmY7PhCfg==  sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")]
    [InlineData("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")]
    [InlineData("sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:")]
    [InlineData("sha-256=47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")]
    [InlineData("SHA256:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")]
    [InlineData("E3B0C44298FC1C149AFBF4C8996FB92427AE41E4649B934CA495991B7852B855")]
    [InlineData("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  setup 1.exe")]
    [InlineData("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 *setup.exe\r\n")]
    [InlineData("\\e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  a\\nb")]
    [InlineData("SHA256 (setup (1).exe) = e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    public void A_hash_is_read_as_it_is_published(string text)
    {
        Assert.True(FileHash.TryParse(text, out FileHash? hash));
        Assert.Equal("sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", hash.ToString());
    }

    [Theory]
    [InlineData(32, "sha256")]
    [InlineData(48, "sha384")]
    [InlineData(64, "sha512")]
    public void The_length_tells_the_algorithm(int length, string algorithm)
    {
        Assert.True(FileHash.TryParse(new string('a', 2 * length), out FileHash? hash));
        Assert.StartsWith(algorithm + ":", hash.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("md5:")]
    [InlineData(":")]
    [InlineData("md5")]
    [InlineData("md5:" + Empty + "0")]
    [InlineData("md5:" + Empty + "00")]
    [InlineData("sha1:" + Empty)]
    [InlineData("sha3-256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa")]
    [InlineData("md5:" + Empty + ":x")]
    [InlineData("md5:d41d8cd98f00b204e9800998ecf8427\u0665")]
    [InlineData("sha384-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")]
    [InlineData("sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuF=")]
    [InlineData("sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU= nonsense")]
    [InlineData("SHA3 (a) = e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("setup.exe e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    public void Anything_else_is_none(string? text) => Assert.False(FileHash.TryParse(text, out _));

    [Fact]
    public async Task A_file_has_it_or_not()
    {
        using var empty = new Fakes.TemporaryFile();
        using var other = new Fakes.TemporaryFile(1);
        Assert.True(FileHash.TryParse(Empty, out FileHash? hash));

        Assert.True(await hash.MatchesAsync(empty.Path, TestContext.Current.CancellationToken));
        Assert.False(await hash.MatchesAsync(other.Path, TestContext.Current.CancellationToken));
    }

    [Fact]
    public void Equal_hashes_are_equal_however_they_were_written()
    {
        Assert.True(FileHash.TryParse(Empty, out FileHash? one));
        Assert.True(FileHash.TryParse("MD5:" + Empty.ToUpperInvariant(), out FileHash? other));

        Assert.Equal(one, other);
        Assert.Equal(one.GetHashCode(), other.GetHashCode());
    }
}
