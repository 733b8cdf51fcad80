using System.Globalization;

namespace Syncro.Settings;

/// <summary>How the text of a value is read.</summary>
/// <param name="Allowed">What is allowed, as an error and the reference say it.</param>
/// <param name="Read">The value, or what besides is wrong with it.</param>
internal sealed record ValueKind<T>(string Allowed, Func<string, Reading<T>> Read);

/// <summary>A value that was read, or none; <paramref name="Fault"/> says more than that it is not allowed.</summary>
internal readonly record struct Reading<T>(T? Value, bool Ok, string? Fault)
{
    /// <summary>Read.</summary>
    public static implicit operator Reading<T>(T value) => new(value, true, null);
}

/// <summary>Readings that are none.</summary>
internal static class Reading
{
    /// <summary>Not allowed.</summary>
    public static Reading<T> No<T>(string? fault = null) => new(default, false, fault);
}

/// <summary>The kinds of values that the tables use. Nothing is clamped: out of range is an error.</summary>
internal static class ValueKinds
{
    private static readonly (string Unit, long Size)[] Sizes =
    [
        ("GiB", 1L << 30), ("MiB", 1L << 20), ("KiB", 1L << 10), ("GB", 1_000_000_000), ("MB", 1_000_000), ("kB", 1_000),
        ("B", 1), ("", 1),
    ];

    private static readonly (string Unit, long Ticks)[] Spans =
    [
        ("ms", TimeSpan.TicksPerMillisecond), ("d", TimeSpan.TicksPerDay), ("h", TimeSpan.TicksPerHour),
        ("m", TimeSpan.TicksPerMinute), ("s", TimeSpan.TicksPerSecond),
    ];

    /// <summary><c>on</c> or <c>off</c>.</summary>
    public static readonly ValueKind<bool> Switch = new("on or off", text => text switch
    {
        "on" or "true" or "yes" => true,
        "off" or "false" or "no" => false,
        _ => Reading.No<bool>(),
    });

    /// <summary>Any text.</summary>
    public static readonly ValueKind<string> Text = new("text", text => text);

    /// <summary>Text of which a rule says what is wrong, or null.</summary>
    public static ValueKind<string> Checked(string allowed, Func<string, string?> fault) =>
        new(allowed, text => fault(text) is { } wrong ? Reading.No<string>(wrong) : text);

    /// <summary>A whole number.</summary>
    public static ValueKind<int> Count(int from, int to) => new(
        $"a whole number from {from} to {to}",
        text => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var n) && n >= from && n <= to
            ? n : Reading.No<int>());

    /// <summary>A number of bytes with its unit: B, KiB, MiB, GiB, kB, MB, GB.</summary>
    public static ValueKind<int> Size(long from, long to) => new(
        $"{SizeText(from)} to {SizeText(to)}",
        text => Measure(text, Sizes) is { } bytes && bytes >= from && bytes <= to ? (int)bytes : Reading.No<int>());

    /// <summary>A time with its unit: ms, s, m, h, d.</summary>
    public static ValueKind<TimeSpan> Time(TimeSpan from, TimeSpan to) => new(
        $"{TimeText(from)} to {TimeText(to)}",
        text => Measure(text, Spans) is { } ticks && ticks >= from.Ticks && ticks <= to.Ticks
            ? TimeSpan.FromTicks(ticks) : Reading.No<TimeSpan>());

    private static long? Measure(string text, (string Unit, long Factor)[] units)
    {
        var digits = text.AsSpan().IndexOfAnyExceptInRange('0', '9') is var end and >= 0 ? end : text.Length;
        var unit = text.AsSpan(digits).Trim().ToString();
        if (!long.TryParse(text.AsSpan(0, digits), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            return null;
        foreach (var (name, factor) in units)
            if (name == unit)
                return number <= long.MaxValue / factor ? number * factor : null;
        return null;
    }

    private static string SizeText(long bytes)
    {
        var (unit, size) = Sizes.First(s => bytes >= s.Size && bytes % s.Size == 0);
        return $"{bytes / size} {unit}";
    }

    private static string TimeText(TimeSpan time)
    {
        if (time == TimeSpan.Zero)
            return "0 s";
        var (unit, ticks) = Spans.OrderByDescending(s => s.Ticks).First(s => time.Ticks >= s.Ticks && time.Ticks % s.Ticks == 0);
        return $"{time.Ticks / ticks} {unit}";
    }
}
