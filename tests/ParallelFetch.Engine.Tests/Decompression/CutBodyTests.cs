using ParallelFetch.Engine.Tests.Fakes;
using ParallelFetch.Http.Decompression;

namespace ParallelFetch.Engine.Tests.Decompression;

/// <summary>What is said to be whole is whole: no body that was cut, wherever and whatever it is, is taken for one.</summary>
public class CutBodyTests
{
    public static TheoryData<string> Codings => [.. CodedSamples.Codings];

    [Theory]
    [MemberData(nameof(Codings))]
    public async Task No_cut_is_taken_for_the_end(string coding)
    {
        int cases = 0;
        foreach (string kind in CodedSamples.Kinds)
        {
            (byte[] body, int[] boundaries, string[] header) = CodedSamples.Encode(CodedSamples.Data(kind, 1), coding, 1);
            for (int cut = 0; cut < body.Length; cut++)
            {
                if (!boundaries.Contains(cut))
                {
                    FetchException exception = await Assert.ThrowsAsync<FetchException>(() => DecodeAsync(body[..cut], header, 1 + (cut % 700)));
                    Assert.Equal(FetchFailureKind.ProtocolError, exception.Kind);
                    cases++;
                }
            }
        }

        Assert.InRange(cases, 1_300, int.MaxValue);
    }

    [Theory]
    [MemberData(nameof(Codings))]
    public async Task What_is_whole_is_decoded_in_whatever_pieces_it_comes(string coding)
    {
        for (int seed = 0; seed < 60; seed++)
        {
            byte[] data = CodedSamples.Data(CodedSamples.Kinds[seed % CodedSamples.Kinds.Length], seed);
            (byte[] body, _, string[] header) = CodedSamples.Encode(data, coding, seed);
            Assert.Equal(data, await DecodeAsync(body, header, 1 + (seed * 7)));
        }
    }

    [Fact]
    public async Task Large_members_one_after_the_other_are_decoded()
    {
        var noise = new byte[300_000];
        new Random(5).NextBytes(noise);
        byte[] body = [.. Enumerable.Range(0, 9).SelectMany(i => CodedSamples.Compress(noise[..(i * 33_333)], "gzip"))];

        byte[] data = await DecodeAsync(body, ["gzip"], 60_000);

        Assert.Equal(Enumerable.Range(0, 9).SelectMany(i => noise[..(i * 33_333)]), data);
    }

    [Fact]
    public async Task No_changed_byte_of_a_gzip_body_stays_unnoticed()
    {
        byte[] data = CodedSamples.Data("text", 3);
        byte[] body = CodedSamples.Compress(data, "gzip");
        for (int place = 10; place < body.Length; place++)
        {
            // The last bits of the last block's last byte mean nothing.
            byte[] changed = [.. body];
            changed[place] ^= 1;
            Exception? exception = await Record.ExceptionAsync(() => DecodeAsync(changed, ["gzip"], 512));
            Assert.True(exception is InvalidDataException or FetchException { Kind: FetchFailureKind.ProtocolError }, $"at {place}: {exception}");
        }
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task Nothing_at_all_is_whole_only_where_the_protocol_says_so(string coding)
    {
        Assert.Empty(await DecodeAsync([], [coding], 1, isFramed: true));
        await Assert.ThrowsAsync<FetchException>(() => DecodeAsync([], [coding], 1, isFramed: false));
    }

    [Theory]
    [InlineData(new byte[0])]
    [InlineData(new byte[] { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 })]
    [InlineData(new byte[] { 13, 10 })]
    public async Task What_follows_the_last_member_is_left_out(byte[] rest)
    {
        byte[] data = CodedSamples.Data("text", 2);

        Assert.Equal(data, await DecodeAsync([.. CodedSamples.Compress(data, "gzip"), .. rest], ["gzip"], 100));
    }

    private static async Task<byte[]> DecodeAsync(byte[] body, string[] codings, int piece, bool isFramed = false)
    {
        await using Stream decoded = await BodyDecompression.DecodeAsync(new OneWayStream(body, piece), codings, isFramed, CancellationToken.None);
        var target = new MemoryStream();
        await decoded.CopyToAsync(target);
        return target.ToArray();
    }
}
