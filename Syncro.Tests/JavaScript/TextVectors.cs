using System.Text;
using Syncro.Scribes;
using Syncro.Wire;

namespace Syncro.Tests.JavaScript;

/// <summary>Clocks, stamps, ids, JSON, scribes and messages as texts.</summary>
internal static class TextVectors
{
    private static readonly string[] Origins = ["a", "laptop", "Z", "é", "\uFFFD", "😀", new string('x', 256)];

    public static object Clocks() => new
    {
        ticks = from last in new ulong[] { 0, 1, 0x1_0000, 0x018f_0000_0000_ffff, 0x01a2_11b1_2b9f_0000 }
                from now in new[] { 0L, 1, 1_700_000_000_000, 0x01a2_11b1_2b9f }
                select new { last = Hex(last), now, next = Hex(new Clock(last).Tick(now).Last) },
        observed = from last in new ulong[] { 0, 0x1_0000, 0x01a2_11b1_2b9f_0000 }
                   from time in new ulong[] { 1, 0x1_0001, 0x01a2_11b1_2b9f_0001 }
                   let stamp = new Stamp(time, "a")
                   select new { last = Hex(last), stamp = stamp.ToString(), next = Hex(new Clock(last).Observe(stamp).Last) },
        ahead = from now in new[] { 0L, 1_700_000_000_000 }
                let stamp = new Stamp(0x01a2_11b1_2b9f_0007, "a")
                select new { stamp = stamp.ToString(), now, ahead = Clock.Ahead(stamp, now) },
    };

    private static string Hex(ulong time) => time.ToString("x", System.Globalization.CultureInfo.InvariantCulture);

    public static object Stamps() => new
    {
        ascending = (from origin in Origins from time in new ulong[] { 1, 2, 0x0001_0000, ulong.MaxValue } select new Stamp(time, origin))
            .Order().Prepend(Stamp.None).Select(stamp => stamp.ToString()),
        read = new[]
        {
            "", "@", "0000000000000001@a", "0000000000000000@a", "000000000000000A@a", "000000000000001@a", "0000000000000001@",
            "0000000000000001@a@b", " 0000000000000001@a", "0000000000000001a", "0000000000000001@a\n", "0000000000000001@😀",
            $"0000000000000001@{new string('x', 257)}",
        }.Select(text => new { text, valid = Stamp.TryParse(text, out _) }),
    };

    public static object Ids() => new
    {
        ascending = new RecordId[] { "n1", "n2", "é", "\uFFFD", "😀", "560", 560, 0, -1, 7, long.MaxValue }
            .Append(RecordId.TryInteger($"9{new string('0', 40)}", out var large) ? large : default)
            .Append(RecordId.TryInteger($"-9{new string('0', 40)}", out var less) ? less : default)
            .Order().Select(id => id.ToString()),
        integers = new[] { "0", "-0", "01", "1", "-1", "1.0", "1e2", new string('9', 256), new string('9', 257) }
            .Select(token => new { token, valid = RecordId.TryInteger(token, out _) }),
    };

    public static object Json() => new
    {
        texts = new[]
        {
            " { \"b\" : 1.10 , \"a\" : [ 1e2 , -0 , null ] } ", "\"\\u00e9\\/\"", "\"\\u0000\"", "1E+400", "[]", "{}", "[ ]",
            "1234567890123456789012345678901234567890", "\"2026-01-01T00:00:00Z\"", "true", "nul", "", " ", "01", "1.", ".5", "+1", "-",
            "NaN", "'a'", "[1,]", "{\"a\":1,}", "{\"a\":1,\"a\":2}", "{\"a\":1,\"\\u0061\":2}", "\"\\ud800\"", "\"\\ud83d\\ude00\"",
            "\"\t\"", "\"\\x\"", "1 2", "// a\n1", "\"a", "[1", "{\"a\"", "{\"a\":}", "{1:2}", "1e", "\uFEFF1",
            Nested(32), Nested(33), new string('1', 1024), new string('1', 1025),
        }.Select(text => new { text, compact = Compact(text) }),
        strings = new[] { "", "a", "\"\\/", "\b\f\n\r\t\u0001\u007f", "é\u2028😀<>&'" }
            .Select(value => new { value, text = JsonText.OfString(value).ToString() }),
        names = new[] { "", "a", "a\n", "\u0085", new string('é', 128), new string('é', 129), "a;b" }
            .Select(name => new { name, fault = Names.Fault("name", name), classFault = Names.ClassFault(name) }),
        ascending = new[] { "a", "b", "aa", "é", "\uE000", "\uFFFD", "😀", "\U0010FFFF", "Z" }.Order(Utf8Order.Instance),
    };

    private static string Nested(int depth) => new string('[', depth) + new string(']', depth);

    private static string? Compact(string text)
    {
        try
        {
            return JsonText.Parse(text).ToString();
        }
        catch (InvalidJsonException)
        {
            return null;
        }
    }

    public static object Scribes() => Samples.Scribes.Select(text =>
    {
        var read = Wire.Sample.Scribe(text);
        return new
        {
            text,
            endsSet = read.EndsSet,
            written = read.Scribe is { } scribe ? VectorFile.Text(read) : null,
            size = read.Scribe is { } sized ? ScribeJson.Size(sized) : 0,
            fault = read.Fault is { } fault ? new { code = (int)fault.Code, message = fault.Text } : null,
        };
    });

    public static object Messages() => Samples.Messages.Select(text => new
    {
        text,
        written = MessageCodec.Decode(Encoding.UTF8.GetBytes(text)) is Decoded.Received { Message: var message }
            ? VectorFile.Text(message) : null,
    });
}
