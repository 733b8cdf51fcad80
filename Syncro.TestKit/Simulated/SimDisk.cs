using Syncro.Clients;
using Syncro.Scribes;

namespace Syncro.TestKit.Simulated;

/// <summary>What a peer has on disk: a crash leaves it, a backup is a copy of it. What was not persisted is lost.</summary>
internal sealed class SimDisk(JournalId journal)
{
    public JournalId Journal => journal;

    /// <summary>Commits as the bytes that were persisted.</summary>
    public List<ReadOnlyMemory<byte>> Commits { get; } = [];

    public Dictionary<ClientId, ClientState> Clients { get; } = [];

    /// <summary>The last event that compaction let go of.</summary>
    public long Gone { get; set; }

    /// <summary>The versions of the rules that the audiences are of; null before the first start.</summary>
    public IReadOnlyDictionary<string, string>? Rules { get; set; }

    public SimDisk Copy()
    {
        var copy = new SimDisk(journal) { Rules = Rules, Gone = Gone };
        copy.Commits.AddRange(Commits);
        foreach (var (client, state) in Clients)
            copy.Clients[client] = state;
        return copy;
    }
}
