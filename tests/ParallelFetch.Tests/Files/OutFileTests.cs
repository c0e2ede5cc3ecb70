using System.Globalization;
using System.Management.Automation;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Files;

public sealed class OutFileTests(ServerFixture fixture) : FileTest(fixture)
{
    [Fact]
    public void The_body_goes_to_the_file_and_not_into_memory()
    {
        PSObject result = FetchWell(FileUrl("a.bin", "size=300000"), "-OutFile \"$folder/a.bin\"");

        Assert.Equal(PathOf("a.bin"), result.Get<string>("OutFile"));
        Assert.Equal((200, true, 300000L), (result.Get<int>("StatusCode"), result.Get<bool>("IsSuccess"), result.Get<long>("RawContentLength")));
        Assert.Null(result.Get<string>("Content"));
        Assert.Null(result.Get<byte[]>("ContentBytes"));
        Assert.Equal(Content(300000), Read("a.bin"));
        Assert.Equal(["a.bin"], Names);
    }

    [Theory]
    [InlineData("-Method Head", "text/a")]
    [InlineData("", "status/204")]
    [InlineData("", "status/205")]
    public void An_answer_without_a_body_leaves_the_file_alone(string parameters, string path)
    {
        Write("keep.txt", "kept");

        PSObject result = FetchWell(Scope.Url(path).AbsoluteUri, $"-OutFile \"$folder/keep.txt\" {parameters}");

        Assert.True(result.Get<bool>("IsSuccess"));
        Assert.Null(result.Get<string>("OutFile"));
        Assert.Equal("kept"u8.ToArray(), Read("keep.txt"));
    }

    [Fact]
    public void Two_urls_do_not_meet_behind_links()
    {
        Directory.CreateDirectory(PathOf("d1"));
        Directory.CreateSymbolicLink(PathOf("d2"), PathOf("d1"));
        File.CreateSymbolicLink(PathOf("link"), Write("real", "old"));

        RunResult files = Run($"@{{ Uri = '{FileUrl("a")}'; OutFile = \"$folder/link\" }}, @{{ Uri = '{FileUrl("b")}'; OutFile = \"$folder/real\" }} | ForEach-Object {{ [pscustomobject]$_ }} | Start-ParallelFetch");
        RunWell($"'d1', 'd2' | Start-ParallelFetch '{FileUrl("x")}' -OutDirectory {{ \"$folder/$_\" }}");

        Assert.Equal(["OutFileFailed"], files.ErrorIds);
        Assert.Equal(["x", "x (1)"], NamesIn(PathOf("d1")));
    }

    [Fact]
    public void A_name_such_as_parts_have_is_refused()
    {
        FetchBadly(FileUrl("a"), "-OutFile \"$folder/.b.partial\"", "OutFileFailed");

        Assert.Empty(Names);
    }

    [Fact]
    public void A_result_that_is_piped_in_goes_to_the_directory()
    {
        RunWell($"Start-ParallelFetch '{FileUrl("a.bin")}' -OutFile \"$folder/first.bin\" | Start-ParallelFetch -OutDirectory \"$folder/second\"");

        Assert.Equal(["first.bin", "second/a.bin"], Names);
    }

    [Fact]
    public void The_file_gets_the_time_of_the_server()
    {
        FetchWell(FileUrl("a.bin", "lastModified=Sun, 06 Nov 1994 08:49:37 GMT"), "-OutFile \"$folder/a.bin\"");

        Assert.Equal(new DateTime(1994, 11, 6, 8, 49, 37, DateTimeKind.Utc), File.GetLastWriteTimeUtc(PathOf("a.bin")));
    }

    [Theory]
    [InlineData("Mon, 01 Jan 0001 00:00:00 GMT")]
    [InlineData("Sat, 01 Jan 1600 00:00:00 GMT")]
    [InlineData("Wed, 31 Dec 1969 23:59:59 GMT")]
    [InlineData("Fri, 31 Dec 9999 23:59:59 GMT")]
    [InlineData("yesterday")]
    [InlineData("-1")]
    public void A_time_that_no_file_can_have_does_no_harm(string lastModified)
    {
        FetchWell(FileUrl("a.bin", $"lastModified={lastModified}"), "-OutFile \"$folder/a.bin\"");

        Assert.Equal(Content(100_000), Read("a.bin"));
        Assert.Equal(["a.bin"], Names);
    }

    [Fact]
    public void The_folder_of_the_file_is_made()
    {
        FetchWell(FileUrl("a.bin"), "-OutFile \"$folder/one/two/a.bin\"");

        Assert.Equal(["one/two/a.bin"], Names);
    }

    [Theory]
    [InlineData("$folder")]
    [InlineData("\"$folder/\"")]
    [InlineData("\"$folder/new/\"")]
    public void A_directory_as_OutFile_means_OutDirectory(string path)
    {
        PSObject result = FetchWell(FileUrl("a.bin"), $"-OutFile {path}");

        Assert.Equal("a.bin", Path.GetFileName(result.Get<string>("OutFile")));
        Assert.Equal("a.bin", Path.GetFileName(Assert.Single(Names)));
    }

    [Theory]
    [InlineData("inner/a.bin")]
    [InlineData("./inner/a.bin")]
    [InlineData("other/../inner/a.bin")]
    [InlineData("~/inner/a.bin")]
    [InlineData("Jobs:/inner/a.bin")]
    [InlineData("Jobs:inner/a.bin")]
    [InlineData("Microsoft.PowerShell.Core\\FileSystem::$folder/inner/a.bin")]
    public void A_path_is_resolved_as_powershell_does(string path)
    {
        PSObject result = Assert.Single(RunWell($$"""
            $files = $ExecutionContext.SessionState.Provider.GetOne('FileSystem')
            $files.Home = $folder
            $null = $ExecutionContext.SessionState.Drive.New([System.Management.Automation.PSDriveInfo]::new('Jobs', $files, $folder, '', $null), 'Local')
            $null = $ExecutionContext.SessionState.Path.SetLocation($folder)
            Start-ParallelFetch '{{FileUrl("a.bin")}}' -OutFile "{{path}}"
            """).Output);

        Assert.Equal(PathOf("inner/a.bin"), result.Get<string>("OutFile"));
        Assert.Equal(["inner/a.bin"], Names);
    }

    [Fact]
    public void Wildcard_characters_stand_for_themselves()
    {
        Write("a1.bin", "old");

        FetchWell(FileUrl("x"), "-OutFile \"$folder/a[1]*.bin\"");

        Assert.Equal(["a1.bin", "a[1]*.bin"], Names);
        Assert.Equal("old"u8.ToArray(), Read("a1.bin"));
    }

    [Theory]
    [InlineData("-OutFile Env:/x", "Environment")]
    [InlineData("-OutFile function:x", "Function")]
    [InlineData("-OutFile Variable:x", "Variable")]
    [InlineData("-OutDirectory Env:/x", "Environment")]
    [InlineData("-OutFile NoSuchDrive:/x", "NoSuchDrive")]
    [InlineData("-OutDirectory NoSuchDrive:/x", "NoSuchDrive")]
    public async Task A_path_of_another_provider_is_refused_before_anything_is_sent(string parameters, string named)
    {
        ErrorRecord error = await RefusedAsync($"Start-ParallelFetch '{FileUrl("a.bin")}' {parameters}", "OutFileFailed");

        Assert.Contains(named, error.ToString(), StringComparison.Ordinal);
        Assert.Equal(ErrorCategory.WriteError, error.CategoryInfo.Category);
    }

    [Fact]
    public void A_path_of_another_provider_for_one_url_spoils_that_url_only()
    {
        RunResult run = Run("""
            'a.bin', 'Env:/b.bin', 'c.bin' | ForEach-Object { [pscustomobject]@{ Url = "${files}$_"; OutFile = if ($_ -like 'Env:*') { $_ } else { "$folder/$_" } } } |
                Start-ParallelFetch -InOrder
            """);

        Assert.Equal([200, 0, 200], run.All<int>("StatusCode"));
        Assert.Equal(["OutFileFailed"], run.ErrorIds);
        Assert.Equal(["a.bin", "c.bin"], Names);
    }

    [Fact]
    public void A_file_per_url_comes_by_property_name_or_from_a_script_block()
    {
        RunResult byName = RunWell("1..3 | ForEach-Object { [pscustomobject]@{ Uri = \"${files}x?seed=$_\"; OutFile = \"$folder/$_.bin\" } } | Start-ParallelFetch -InOrder");
        RunResult byScript = RunWell("4..6 | ForEach-Object { [pscustomobject]@{ Uri = \"${files}x?seed=$_\"; Id = $_ } } | Start-ParallelFetch -InOrder -OutFile { \"$folder/$($_.Id).bin\" }");

        Assert.Equal(["1.bin", "2.bin", "3.bin", "4.bin", "5.bin", "6.bin"], byName.All<string>("OutFile").Concat(byScript.All<string>("OutFile")).Select(Path.GetFileName));
        for (int id = 1; id <= 6; id++)
        {
            Assert.Equal(Content(100_000, id), Read($"{id}.bin"));
        }
    }

    [Fact]
    public async Task Two_urls_of_one_call_cannot_go_to_one_file()
    {
        RunResult run = Run("1..3 | ForEach-Object { \"${files}x?seed=$_\" } | Start-ParallelFetch -InOrder -OutFile \"$folder/one/../a.bin\"");

        Assert.Equal([200, 0, 0], run.All<int>("StatusCode"));
        Assert.Equal(["OutFileFailed", "OutFileFailed"], run.ErrorIds);
        Assert.Contains("a.bin", run.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Equal(1, await RequestsForAsync("x"));
        Assert.Equal(Content(100_000), Read("a.bin"));
    }

    [Theory]
    [InlineData("-OutFile \"$folder/a\" -OutDirectory $folder", "WebCmdletOutFileConflictException")]
    [InlineData("-OutFile \"$folder/a\" -NoClobber -IfChanged", "WebCmdletNoClobberConflictException")]
    public async Task Parameters_that_contradict_each_other_end_the_call(string parameters, string id) =>
        await RefusedAsync($"Start-ParallelFetch '{FileUrl("a.bin")}' {parameters}", id);

    [Theory]
    [InlineData("-Resume")]
    [InlineData("-NoClobber")]
    [InlineData("-IfChanged")]
    [InlineData("-FileHash md5:d41d8cd98f00b204e9800998ecf8427e")]
    public async Task Parameters_about_files_need_a_file(string parameters)
    {
        // Where the URLs are arguments, no place can come with them: one error for the call.
        Assert.Equal("OutFileFailed", Fetch(FileUrl("a.bin"), parameters).ThrownId);
        RunResult piped = Run($"'{FileUrl("a.bin")}' | Start-ParallelFetch {parameters}");

        Assert.Null(piped.Thrown);
        Assert.Equal(["OutFileFailed"], piped.ErrorIds);
        Assert.Single(piped.Output);
        Assert.Equal(0, await RequestsAsync());
    }

    [Theory]
    [InlineData("fail=404", 404)]
    [InlineData("fail=500", 500)]
    public void An_answer_with_an_error_status_is_no_file(string options, int status)
    {
        Write("a.bin", "old");

        PSObject result = FetchWell(FileUrl("a.bin", options), "-OutFile \"$folder/a.bin\"");

        Assert.Equal((status, "failed"), (result.Get<int>("StatusCode"), result.Get<string>("Content")));
        Assert.Null(result.Get<string>("OutFile"));
        Assert.Equal("old"u8.ToArray(), Read("a.bin"));
        Assert.Equal(["a.bin"], Names);
    }

    [Fact]
    public void An_empty_body_is_an_empty_file()
    {
        FetchWell(FileUrl("a.bin", "size=0"), "-OutFile \"$folder/a.bin\"");

        Assert.Empty(Read("a.bin"));
    }

    [Fact]
    public void A_compressed_body_is_stored_decompressed()
    {
        PSObject result = FetchWell(FileUrl("a.bin", "gzip=1"), "-OutFile \"$folder/a.bin\"");

        Assert.Equal(100_000, result.Get<long>("RawContentLength"));
        Assert.Equal(Content(100_000), Read("a.bin"));
    }

    [Fact]
    public void Background_fetches_write_files_too()
    {
        RunResult run = RunWell("Start-ParallelFetch \"${files}x\" -OutFile \"$folder/a.bin\" -NoWait; Start-ParallelFetch \"${files}y\" -OutDirectory $folder -NoWait; Wait-ParallelFetch");

        Assert.Equal(2, run.Output.Count);
        Assert.Equal(["a.bin", "y"], Names);
    }

    [Fact]
    public void Background_fetches_may_write_a_file_again_when_the_first_is_done()
    {
        RunResult run = RunWell("1..3 | ForEach-Object { Start-ParallelFetch \"${files}x?seed=$_\" -OutFile \"$folder/a.bin\" -NoWait; Wait-ParallelFetch }; 1..2 | ForEach-Object { Start-ParallelFetch \"${files}x\" -OutDirectory $folder -NoWait; Wait-ParallelFetch }");

        Assert.Equal(["a.bin", "a.bin", "a.bin", "x", "x"], run.All<string>("OutFile").Select(Path.GetFileName));
        Assert.Equal(Content(100_000, 3), Read("a.bin"));
    }

    [Fact]
    public void The_answer_to_any_method_can_go_to_a_file()
    {
        FetchWell(Scope.Url("echo").AbsoluteUri, "-Method Post -Body sent -OutFile \"$folder/a.json\"");

        Assert.Contains("sent", File.ReadAllText(PathOf("a.json")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.GroupRead | UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.OtherWrite)]
    public void The_permissions_of_the_old_file_are_kept(UnixFileMode mode)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("Windows has no file modes.");
            return;
        }

        File.SetUnixFileMode(Write("a.bin", "old"), mode);

        FetchWell(FileUrl("a.bin"), "-OutFile \"$folder/a.bin\"");

        Assert.Equal(mode, File.GetUnixFileMode(PathOf("a.bin")));
        Assert.Equal(Content(100_000), Read("a.bin"));
    }

    [Theory]
    [InlineData("/dev/null")]
    [InlineData("/dev/full")]
    [InlineData("/proc/self/mem")]
    public async Task A_device_is_refused(string path)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "These devices are Linux's.");

        ErrorRecord error = FetchBadly(FileUrl("a.bin"), $"-OutFile {path}", "OutFileFailed");

        Assert.Contains($"'{path}'", error.ToString(), StringComparison.Ordinal);
        Assert.Equal(0, await RequestsAsync());
        Assert.True(File.Exists(path));
    }

    [Fact]
    public void A_body_larger_than_allowed_is_no_file()
    {
        string size = (100_000).ToString(CultureInfo.InvariantCulture);

        FetchWell(FileUrl("a.bin"), $"-OutFile \"$folder/a.bin\" -MaximumBodySize {size}");
        FetchBadly(FileUrl("b.bin"), "-OutFile \"$folder/b.bin\" -MaximumBodySize 99999", "MaximumBodySizeExceeded");
        FetchBadly(FileUrl("c.bin", "chunked=1"), "-OutFile \"$folder/c.bin\" -MaximumBodySize 99999", "MaximumBodySizeExceeded");
        FetchBadly(FileUrl("d.bin", "gzip=1&seed=4"), "-OutFile \"$folder/d.bin\" -MaximumBodySize 99999", "MaximumBodySizeExceeded");

        Assert.Equal(["a.bin"], Names);
    }
}
