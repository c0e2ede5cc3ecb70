using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Files;

public sealed class ConfirmationTests(ServerFixture fixture) : FileTest(fixture)
{
    [Theory]
    [InlineData("-OutFile \"$folder/new/a.bin\"")]
    [InlineData("-OutDirectory \"$folder/new\"")]
    [InlineData("-OutDirectory \"$folder/new\" -Checkpoint \"$folder/done.jsonl\"")]
    [InlineData("-OutFile \"$folder/new/a.bin\" -NoWait -PassThru")]
    [InlineData("-Method Post -Body x")]
    public async Task WhatIf_sends_nothing_and_writes_nothing(string parameters)
    {
        RunResult run = RunWell($"Start-ParallelFetch '{FileUrl("a.bin")}' {parameters} -WhatIf; Wait-ParallelFetch");

        Assert.Empty(run.Output);
        Assert.Equal(0, await RequestsAsync());
        Assert.Empty(Names);
        Assert.False(Directory.Exists(PathOf("new")));
    }

    [Fact]
    public async Task The_preference_variable_counts_as_WhatIf()
    {
        RunWell($"$WhatIfPreference = $true; Start-ParallelFetch '{FileUrl("a.bin")}' -OutDirectory $folder -Checkpoint \"$folder/done.jsonl\"");

        Assert.Equal(0, await RequestsAsync());
        Assert.Empty(Names);
    }

    [Fact]
    public async Task What_only_reads_is_sent_under_WhatIf()
    {
        RunResult run = RunWell($"Start-ParallelFetch '{FileUrl("a.bin")}' -WhatIf");

        Assert.Single(run.Output);
        Assert.Equal(1, await RequestsAsync());
    }

    [Fact]
    public void WhatIf_leaves_a_damaged_checkpoint_file_as_it_is()
    {
        string url = FileUrl("a.bin");
        RunWell($"Start-ParallelFetch '{url}' -OutDirectory $folder -Checkpoint \"$folder/done.jsonl\"");
        File.AppendAllText(PathOf("done.jsonl"), "{\"torn");
        byte[] before = Read("done.jsonl");

        RunResult run = Run($"'{url}', '{FileUrl("b.bin")}' | Start-ParallelFetch -OutDirectory $folder -Checkpoint \"$folder/done.jsonl\" -WhatIf -Verbose");

        Assert.Empty(run.Output);
        Assert.Equal(before, Read("done.jsonl"));
    }

    [Fact]
    public void Confirm_asks_where_nobody_can_answer()
    {
        // The bare engine has no host to ask, which is an error and no silent yes.
        RunResult run = Run($"Start-ParallelFetch '{FileUrl("a.bin")}' -OutDirectory $folder -Confirm");

        Assert.NotNull(run.Thrown);
        Assert.Empty(Names);
    }

    [Fact]
    public void Confirm_that_is_off_asks_nothing()
    {
        RunWell($"$ConfirmPreference = 'Low'; Start-ParallelFetch '{FileUrl("a.bin")}' -OutDirectory $folder -Confirm:$false");

        Assert.Equal(["a.bin"], Names);
    }
}
