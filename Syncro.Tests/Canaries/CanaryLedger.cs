using System.Text;
using System.Text.RegularExpressions;
using Syncro.Journal;
using Syncro.Scribes;

namespace Syncro.Tests.Canaries;

/// <summary>
/// What was written into which record for whom: each time a record's audience changes it gets a new secret, a canary that
/// only those may ever receive who are in that audience.
/// </summary>
internal sealed partial class CanaryLedger
{
    private readonly Dictionary<(int Record, int Epoch), string[]> _entitled = [];
    private readonly Dictionary<int, int> _epochs = [];

    /// <summary>The attributes of a record's next audience: its readers, one of them its writer, and its secret.</summary>
    public Attributes Next(int record, string[] readers)
    {
        var epoch = _epochs[record] = _epochs.GetValueOrDefault(record) + 1;
        _entitled[(record, epoch)] = readers;
        return Attributes.Of(
        [
            new("readers", JsonText.Parse($"[{string.Join(',', readers.Select(reader => $"\"{reader}\""))}]")),
            new("writers", readers.Length == 0 ? JsonText.Null : JsonText.OfString(readers[0])),
            new("secret", JsonText.OfString($"canary-{record}-{epoch}-")),
        ]);
    }

    /// <summary>The canaries among bytes that somebody received and was not entitled to.</summary>
    public (IReadOnlyList<string> Foreign, int Own) Scan(string client, byte[] received)
    {
        var (foreign, own) = (new List<string>(), 0);
        foreach (var match in Canary().EnumerateMatches(Encoding.Latin1.GetString(received)))
        {
            var text = Encoding.Latin1.GetString(received, match.Index, match.Length);
            var numbers = text.Split('-');
            if (_entitled[(int.Parse(numbers[1], null), int.Parse(numbers[2], null))].Contains(client))
                own++;
            else
                foreign.Add(text);
        }
        return (foreign, own);
    }

    [GeneratedRegex("canary-[0-9]+-[0-9]+-")]
    private static partial Regex Canary();
}
