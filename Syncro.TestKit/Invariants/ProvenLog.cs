using System.Text;
using Syncro.Journal;
using Syncro.Records;
using Syncro.Scribes;
using Syncro.TestKit.Simulated;

namespace Syncro.TestKit.Invariants;

/// <summary>
/// 4 and 14: commits 1 to n without a gap, each proved by its mark, records their fold. What was proved once is not
/// looked at again before the peer starts anew.
/// </summary>
internal sealed class ProvenLog
{
    private readonly Dictionary<RecordKey, StoredRecord> _fold = [];
    private string _mark = "";
    private int _proven;

    public void Restart()
    {
        _fold.Clear();
        (_mark, _proven) = ("", 0);
    }

    public void Prove(SimPeer peer)
    {
        for (; _proven < peer.Log.Count; _proven++)
        {
            var commit = peer.Log[_proven];
            Invariant.Holds(commit.Sequence == _proven + 2, 4, "commit {0} of {1} has no gap before it", commit.Sequence, peer.Id);
            var head = Encoding.UTF8.GetByteCount($"{{\"mark\":\"{commit.Mark}\",");
            _mark = CommitWriter.Mark(_mark, commit.Stored.Span[head..]);
            Invariant.Holds(_mark == commit.Mark, 4, "the mark of commit {0} of {1} proves it", commit.Sequence, peer.Id);
            RecordFold.Apply(commit, _fold);
        }
        Invariant.Holds(_fold.Count == peer.Records.Count && _fold.All(r => peer.Records[r.Key] == r.Value), 14,
            "the records of {0} are the fold of its log", peer.Id);
    }
}
