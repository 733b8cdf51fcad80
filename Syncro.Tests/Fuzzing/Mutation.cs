using System.Text;
using System.Text.RegularExpressions;

namespace Syncro.Tests.Fuzzing;

/// <summary>Small changes to an input: of its bytes, or of the tokens of a text such as JSON.</summary>
internal static partial class Mutation
{
    private const int Longest = 1 << 17;

    private static readonly byte[] Edges = [0, 1, 0x7f, 0x80, 0xc0, 0xed, 0xfe, 0xff, (byte)'"', (byte)'\\', (byte)'{', (byte)'['];

    private static readonly string[] Words =
    [
        "0", "-0", "1", "-1", "4096", "8192", "9007199254740991", "9007199254740992", "1e400", "1.0", "00", "null", "true", "false",
        "[]", "{}", "\"\"", "\"\\ud800\"", "\"\\u0000\"", "\"\\u0061\"", "\"id\"", "\"type\"", "\"klass\"", "\"data\"", "\"scribes\"",
        "\"commit\"", "\"$type\"", "\"result\"", "\"more\"", "\"rejected\"", "\"from\"", "\"own\"", "\"at\"", "\"stamps\"", "\"taken\"",
        "\"0000000000010000@laptop\"", "\"ffffffffffffffff@laptop\"", "\"create\"", "\"update\"", "\"destroy\"", "\"withdraw\"",
        "\"add_scribes\"", "\"response\"", "\"sync\"", "\"part\"", "\"hello\"", "\"rpc\"", "{", "}", "[", "]", ",", ":", "=", "${", "\"\"\"",
    ];

    public static byte[] OfBytes(byte[] input, IReadOnlyList<byte[]> corpus, Random random)
    {
        var bytes = input.ToList();
        for (var times = 1 << random.Next(4); times > 0; times--)
        {
            var (at, length) = (random.Next(bytes.Count + 1), random.Next(1, 1 << random.Next(1, 8)));
            length = Math.Min(length, bytes.Count - at);
            switch (random.Next(6))
            {
                case 0 when at < bytes.Count:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1 when at < bytes.Count:
                    bytes[at] = Edges[random.Next(Edges.Length)];
                    break;
                case 2:
                    bytes.RemoveRange(at, length);
                    break;
                case 3:
                    bytes.InsertRange(random.Next(bytes.Count + 1), bytes.GetRange(at, length));
                    break;
                case 4:
                    bytes.Insert(at, (byte)random.Next(256));
                    break;
                default:
                    var other = corpus[random.Next(corpus.Count)];
                    var from = random.Next(other.Length + 1);
                    bytes.InsertRange(at, other.AsSpan(from, Math.Min(other.Length - from, length * 4)).ToArray());
                    break;
            }
        }
        return [.. bytes.Take(Longest)];
    }

    public static byte[] OfText(byte[] input, IReadOnlyList<byte[]> corpus, Random random)
    {
        var tokens = Tokens(input);
        for (var times = 1 << random.Next(3); times > 0; times--)
        {
            var at = random.Next(tokens.Count + 1);
            var length = Math.Min(random.Next(1, 1 << random.Next(1, 6)), tokens.Count - at);
            switch (random.Next(6))
            {
                case 0:
                    tokens.RemoveRange(at, length);
                    break;
                case 1:
                    tokens.InsertRange(random.Next(tokens.Count + 1), tokens.GetRange(at, length));
                    break;
                case 2 when at < tokens.Count:
                    tokens[at] = Words[random.Next(Words.Length)];
                    break;
                case 3 when tokens.Count > 1:
                    var (one, two) = (random.Next(tokens.Count), random.Next(tokens.Count));
                    (tokens[one], tokens[two]) = (tokens[two], tokens[one]);
                    break;
                case 4:
                    var other = Tokens(corpus[random.Next(corpus.Count)]);
                    var from = random.Next(other.Count + 1);
                    tokens.InsertRange(at, other.GetRange(from, Math.Min(other.Count - from, length)));
                    break;
                default:
                    tokens.InsertRange(at, Enumerable.Repeat(Words[random.Next(Words.Length)], 1 << random.Next(8)));
                    break;
            }
        }
        var text = Encoding.Latin1.GetBytes(string.Concat(tokens));
        return text.Length > Longest ? text[..Longest] : text;
    }

    // Bytes as Latin-1: what is no UTF-8 stays as it is.
    private static List<string> Tokens(byte[] input) =>
        [.. Token().Matches(Encoding.Latin1.GetString(input)).Select(match => match.Value)];

    [GeneratedRegex("""
        "(?:[^"\\]|\\.)*"|-?[0-9][0-9.eE+-]*|[A-Za-z_][A-Za-z0-9_.-]*|[\s\S]
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Token();
}
