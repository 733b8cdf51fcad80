using System.Text;
using Syncro.Settings;
using Syncro.Tests.Settings;

namespace Syncro.Tests.Fuzzing;

/// <summary>The text of a configuration: settings, or an error that names the file.</summary>
internal sealed class HoconTarget : FuzzTarget
{
    public override string Name => "hocon";

    public override IEnumerable<byte[]> Seeds =>
        Directory.EnumerateFiles(Path.Combine(Repository.Root, "hocon"), "*.hocon").Order(StringComparer.Ordinal).Select(File.ReadAllBytes)
            .Append(Encoding.UTF8.GetBytes("""
                a = ["x", "y"], b { c = 1 }
                syncro.models.City { readers = [owner] } # more
                syncro { client = "a", wire.window = 8, access.anonymous = on }
                """));

    // Akka's parser copies what it reads for each level.
    public override long Allocation(int length) => 20_000_000 + (20_000L * length);

    public override string Run(byte[] input)
    {
        try
        {
            SyncroSettings.Read(SettingsSource.Parse(Encoding.UTF8.GetString(input), "x.hocon"));
            return "read";
        }
        catch (InvalidSettingsException e)
        {
            BrokenException.Unless(e.Message.StartsWith("x.hocon", StringComparison.Ordinal) || e.Message.StartsWith("syncro", StringComparison.Ordinal),
                $"it names neither file nor key: {e.Message}");
            return MessageTarget.Varying().Replace(e.Message, "_") is var kind && kind.Length > 60 ? kind[..60] : kind;
        }
    }
}
