using System.Diagnostics;
using System.Management.Automation;
using ParallelFetch.Tests.Hosting;

namespace ParallelFetch.Tests.Files;

/// <summary>What a disk refuses is an error of the one URL that it concerns.</summary>
public sealed class FileErrorTests(ServerFixture fixture) : FileTest(fixture)
{
    [Fact]
    public void A_file_in_the_place_of_a_directory_spoils_only_the_url_that_needs_it()
    {
        Write("taken", "mine");

        RunResult run = Run("'taken/a.bin', 'b.bin' | ForEach-Object { [pscustomobject]@{ Uri = \"${files}x\"; OutFile = \"$folder/$_\" } } | Start-ParallelFetch -InOrder");

        Assert.Equal(["OutFileFailed"], run.ErrorIds);
        Assert.Equal(ErrorCategory.WriteError, run.Errors[0].CategoryInfo.Category);
        Assert.Contains("taken", run.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Equal(["b.bin", "taken"], Names);
        Assert.Equal("mine"u8.ToArray(), Read("taken"));
    }

    [Theory]
    [InlineData("-OutDirectory \"$folder/taken\"")]
    [InlineData("-OutDirectory \"$folder/taken/below\"")]
    public void A_directory_that_cannot_be_one_or_a_file_that_is_one_is_an_error(string parameters)
    {
        Write("taken", "mine");

        FetchBadly(FileUrl("a.bin"), parameters, "OutFileFailed");

        Assert.Equal(["taken"], Names);
        Assert.Equal("mine"u8.ToArray(), Read("taken"));
    }

    [Fact]
    public void A_directory_that_may_not_be_written_is_an_error()
    {
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
        {
            Assert.Skip("SKIPPED: no directory is read-only to this account; run the tests as another user than root.");
            return;
        }

        Directory.CreateDirectory(PathOf("inner"), UnixFileMode.UserRead | UnixFileMode.UserExecute);

        ErrorRecord error = FetchBadly(FileUrl("a.bin"), "-OutDirectory \"$folder/inner\"", "OutFileFailed");

        Assert.Contains(PathOf("inner"), error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_is_too_long_for_the_disk_is_an_error_when_the_user_gave_it()
    {
        FetchBadly(FileUrl("a.bin"), $"-OutFile \"$folder/{new string('a', 300)}.bin\"", "OutFileFailed");

        Assert.Empty(Names);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-Resume")]
    [InlineData("-IfChanged")]
    public void A_full_disk_is_an_error_of_that_url_and_leaves_nothing(string parameter)
    {
        using SmallDisk disk = SmallDisk.Mount(PathOf("disk"));
        File.WriteAllText(Path.Combine(disk.Path, "big.bin"), "old");

        RunResult run = Run($"'{FileUrl("big.bin", "size=3000000")}', '{FileUrl("small.bin", "size=20000")}' | Start-ParallelFetch -InOrder -Throttle 1 -OutDirectory \"$folder/disk\" {parameter}");

        Assert.Equal(["OutFileFailed"], run.ErrorIds);
        Assert.Contains("big.bin", run.Errors[0].ToString(), StringComparison.Ordinal);
        Assert.Equal([false, true], run.All<bool>("IsSuccess"));
        Assert.Equal(["big.bin", "small.bin"], NamesIn(disk.Path).Where(name => name[0] != '.'));
        Assert.Equal("old", File.ReadAllText(Path.Combine(disk.Path, "big.bin")));
        Assert.DoesNotContain(NamesIn(disk.Path), name => name.Contains(".partial", StringComparison.Ordinal));
    }

    [Fact]
    public void A_file_that_just_fits_is_a_file_though_no_note_can_be_written()
    {
        using SmallDisk disk = SmallDisk.Mount(PathOf("disk"));

        long free = new DriveInfo(disk.Path).AvailableFreeSpace;

        FetchWell(FileUrl("a.bin", FormattableString.Invariant($"size={free}")), "-IfChanged -OutFile \"$folder/disk/a.bin\"");

        Assert.Equal(Content((int)free), Read("disk/a.bin"));
        Assert.Equal(0, new DriveInfo(disk.Path).AvailableFreeSpace);
    }

    /// <summary>A disk of 1 MiB.</summary>
    private sealed class SmallDisk : IDisposable
    {
        private SmallDisk(string path) => Path = path;

        internal string Path { get; }

        public void Dispose() => Run("umount", Path);

        internal static SmallDisk Mount(string path)
        {
            Directory.CreateDirectory(path);
            if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess || Run("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", path) != 0)
            {
                Assert.Skip("SKIPPED: a small disk can be mounted by root on Linux only.");
            }

            return new SmallDisk(path);
        }

        private static int Run(string command, params string[] arguments)
        {
            try
            {
                using Process process = Process.Start(new ProcessStartInfo(command, arguments) { RedirectStandardError = true })!;
                process.WaitForExit();
                return process.ExitCode;
            }
            catch (System.ComponentModel.Win32Exception)
            {
                return -1;
            }
        }
    }
}
