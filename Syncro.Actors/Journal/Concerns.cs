using Syncro.Records;
using Syncro.Scribes;

namespace Syncro.Journal;

/// <summary>Whom a commit concerns: what the index of each client's records is made of.</summary>
internal static class Concerns
{
    /// <summary>In the order of the log. What is everyone's before and after is in none: the record itself says so.</summary>
    public static IEnumerable<Concern> Of(JournalEvent.Commit commit)
    {
        for (var i = 0; i < commit.Entries.Length; i++)
            if (Key(commit.Entries[i]) is { } key)
                foreach (var (client, withdraw) in Of(commit.Entries[i]))
                    yield return new(client, key, Position.Of(commit.Sequence, i), withdraw);
    }

    // What a relay withdrew is not passed on.
    private static RecordKey? Key(Entry entry) => entry.Body switch
    {
        EntryBody.Operated(var operation) => OperationKey.Of(operation),
        EntryBody.Withdrawn => null,
        _ => entry.Body.Record,
    };

    private static IEnumerable<(string Client, bool Withdraw)> Of(Entry entry)
    {
        if (entry.To is { } to)
            return [(to.Value, entry.Body is EntryBody.Correct or EntryBody.Restate)];
        var (was, @is) = (entry.Was.Audience, entry.Is.Audience);
        var gained = @is is Audience.Only(var readers) ? readers.Select(client => (client.Value, false)) : [];
        return was switch
        {
            _ when Planted.Is(Bug.ForgetsWhoLostARecord) => gained,
            Audience.All when @is is not Audience.All => gained.Append((Concern.Everyone, true)),
            Audience.Only(var before) => gained.Concat(
                before.Where(client => @is?.Contains(client) != true).Select(client => (client.Value, true))),
            _ => gained,
        };
    }
}
