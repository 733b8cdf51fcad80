using Akka.Configuration;

namespace Syncro.Settings;

/// <summary>A configuration and where its values came from, so that an error can say so.</summary>
public sealed class SettingsSource
{
    private readonly string? _file;
    private readonly Config _overrides;

    private SettingsSource(Config config, string? file, Config overrides) =>
        (Config, _file, _overrides) = (config, file, overrides);

    /// <summary>Everything, what has the highest priority first.</summary>
    public Config Config { get; }

    /// <summary>A configuration of a program's own making.</summary>
    public static SettingsSource Of(Config config) => new(config, null, Config.Empty);

    /// <summary>A text, called <paramref name="name"/> in errors.</summary>
    /// <exception cref="InvalidSettingsException">It is not HOCON.</exception>
    public static SettingsSource Parse(string text, string name) => new(ParseText(text, name), name, Config.Empty);

    /// <summary>A file, and <c>key=value</c> overrides above it.</summary>
    /// <exception cref="InvalidSettingsException">The file can't be read, or one of them is not HOCON.</exception>
    public static SettingsSource Load(string file, IEnumerable<string> overrides)
    {
        var config = ParseText(Text(file), file);
        var above = Config.Empty;
        foreach (var one in overrides)
            above = Override(one).WithFallback(above);
        return new(above.IsEmpty ? config : above.WithFallback(config), file, above);
    }

    /// <summary>What to write before a key in an error: <c>file: </c>, <c>--set </c> or nothing.</summary>
    public string Origin(string path) =>
        !_overrides.IsEmpty && _overrides.HasPath(path) ? "--set " : _file is null ? "" : $"{_file}: ";

    private static Config Override(string assignment)
    {
        var split = assignment.IndexOf('=', StringComparison.Ordinal);
        var (key, value) = split <= 0 ? ("", "") : (assignment[..split].Trim(), assignment[(split + 1)..].Trim());
        if (key.Length == 0)
            throw new InvalidSettingsException($"--set {assignment}: not key=value");
        var isWritten = value.Length > 0 && value[0] is '{' or '[' or '"';
        return ParseText($"{key} = {(isWritten ? value : Quote(value))}", $"--set {assignment}");
    }

    private static string Quote(string value) =>
        $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static string Text(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw new InvalidSettingsException($"{file}: can't be read: {(File.Exists(file) ? e.Message : "no such file")}", e);
        }
    }

    private static Config ParseText(string text, string name)
    {
        var readable = HoconText.Check(text, name);
        try
        {
            return readable.AsSpan().Trim().IsEmpty ? Config.Empty : ConfigurationFactory.ParseString(readable);
        }
        catch (Exception e) when (e is not SyncroException)
        {
            // Akka's parser throws whatever came to hand; a line it does not know.
            throw new InvalidSettingsException($"{name}: {e.Message.Split('\n')[0].TrimEnd(' ', ':')}", e);
        }
    }
}
