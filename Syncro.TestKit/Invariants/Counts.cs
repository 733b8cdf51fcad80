using Syncro.Journal;
using Syncro.Scribes;
using Syncro.Sessions;
using Syncro.TestKit.Simulated;
using Syncro.Wire;

namespace Syncro.TestKit.Invariants;

/// <summary>How often each <see cref="Occurrence"/> occurred.</summary>
internal sealed class Counts
{
    private readonly long[] _counts = new long[Enum.GetValues<Occurrence>().Length];

    public long this[Occurrence what] => _counts[(int)what];

    public void Add(Occurrence what) => _counts[(int)what]++;

    public void Add(Counts other)
    {
        for (var i = 0; i < _counts.Length; i++)
            _counts[i] += other._counts[i];
    }

    /// <summary>A session sends a message.</summary>
    public void Sent(SimPeer by, Message message)
    {
        if (message is Message.Response(_, Result.Page { More: false, Position: var upto }) && by.State.Head.Position > upto)
            Add(Occurrence.CommittedBetweenCatchUpAndLive);
        switch (message)
        {
            case Message.AddScribes { Scribes: var scribes }:
                Sent(scribes);
                break;
            case Message.Response(_, Result.Page { Scribes: var scribes }):
                Sent(scribes);
                break;
            case Message.Response(_, Result.Reset):
                Add(Occurrence.Reset);
                break;
            case Message.Response(_, Result.Pushed { Rejected.IsEmpty: false }) or Message.Ack { Rejected.IsEmpty: false }:
                Add(Occurrence.Refused);
                break;
        }
    }

    /// <summary>A page of the log was read for a reader.</summary>
    public void Read(PageCursor from, OutgoingPage? page, Reader reader)
    {
        if (page?.Next.Behind is not null || from.Behind is not null)
            Add(Occurrence.SetSpreadOverPages);
        if (page?.Next.At.IsOfState == true)
            Add(Occurrence.ServedFromState);
        if (from.At.IsOfState && page?.Next.At.IsOfState == false)
            Add(Occurrence.WentOnFromTheStateByTheLog);
        if (reader.Own && page?.Scribes.Any(wire => wire.Scribe is Scribe.Change { At: var at } && at.Origin == reader.Client.Value) == true)
            Add(Occurrence.SentItsOwn);
    }

    /// <summary>A peer is to record a page.</summary>
    public void Took(SimPeer peer, IncomingPage page)
    {
        if (page.Source.Recovered)
            Add(Occurrence.RecoveredFrom);
        if (page.Scribes.Any(wire => wire.Scribe is Scribe.Operation operation && peer.Records.ContainsKey(OperationKey.Of(operation))))
            Add(Occurrence.OperationCameTwice);
    }

    /// <summary>A session ends a connection.</summary>
    public void Closed(Fault fault)
    {
        if (fault.Code == Code.DuplicateIdentity)
            Add(Occurrence.DuplicateIdentity);
        else if (fault.Code == Code.ClocksApart)
            Add(Occurrence.ClocksApart);
        else if (fault.Code == Code.TooSlow)
            Add(Occurrence.TimedOut);
    }

    private void Sent(IEnumerable<WireScribe> scribes)
    {
        foreach (var wire in scribes)
            if (wire.Scribe is Scribe.Withdraw)
                Add(Occurrence.Withdrew);
            else if (wire.Scribe is Scribe.Change { Kind: ChangeType.Create, Destroyed.IsNone: false })
                Add(Occurrence.GainedAFullCreate);
    }
}
