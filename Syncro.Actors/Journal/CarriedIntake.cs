using Syncro.Scribes;

namespace Syncro.Journal;

/// <summary>Takes over what an earlier identity of this peer recorded: it was decided there, and bears its stamps.</summary>
internal static class CarriedIntake
{
    public static Verdict Take(CommitBuilder commit, ChangeSet.Carried set)
    {
        foreach (var (scribe, audience, announced) in set.Scribes)
            switch (scribe)
            {
                case Scribe.Change change:
                    commit.Observe(change.Latest);
                    if (announced)
                        commit.Merge(change, null);
                    else
                        commit.MergeUnannounced(change);
                    break;
                case Scribe.Operation operation:
                    commit.Observe(operation.At);
                    commit.OperateAgain(operation, audience, announced ? default(ClientId?) : commit.Self);
                    break;
            }
        return new Verdict.Accepted([]);
    }
}
