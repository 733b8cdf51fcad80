using Syncro.Clients;
using Syncro.Scribes;
using Syncro.Sessions;
using Syncro.Wire;

namespace Syncro.Tests.Identity;

/// <summary>Which of two connections that say they are one client is served.</summary>
public class ClaimSpecs
{
    private static readonly JournalId Journal = new("j");

    private static Cursor At(long commit, int index = 0, string mark = "m") =>
        new(Journal, Position.Of(commit, index), commit == 0 ? "" : mark);

    private static Claim Claim(Cursor? head, bool ours = false, int seen = 0) =>
        new(head?.Journal ?? Journal, ours, head, Position.Of(seen, 0));

    private static KnownPeer Known(Cursor? read, int acknowledged = 0) =>
        KnownPeer.New with { Seen = read, Acknowledged = Position.Of(acknowledged, 0) };

    private static Fault? Refusal(Cursor? head, Cursor? read, Cursor? told = null) =>
        ClientState.Refusal(new("server"), new("laptop"), Claim(told), Claim(head), Known(read));

    [Theory]
    [InlineData(7, 0, "m")]
    [InlineData(7, 3, "m")]
    [InlineData(8, 0, "n")]
    public void A_peer_that_calls_again_is_let_in(long commit, int index, string mark)
    {
        Assert.Null(Refusal(At(commit, index, mark), At(7)));
        Assert.Null(Refusal(At(commit, index, mark), null, told: At(7)));
        Assert.Null(Refusal(At(commit, index, mark), null));
    }

    [Theory]
    [InlineData(0, 0, "")]
    [InlineData(6, 9, "m")]
    [InlineData(7, 0, "m")]
    [InlineData(7, 1, "n")]
    [InlineData(7, 2, "n")]
    public void A_peer_that_lacks_what_was_read_of_its_journal_or_told_of_it_is_another(long commit, int index, string mark)
    {
        foreach (var refusal in (Fault?[])[Refusal(At(commit, index, mark), At(7, 1)), Refusal(At(commit, index, mark), null, At(7, 1))])
        {
            Assert.Equal(Code.DuplicateIdentity, refusal?.Code);
            Assert.Contains("'laptop' is connected already, with another history: two peers run with one identity", refusal!.Text, StringComparison.Ordinal);
            Assert.Contains("'syncro identity new'", refusal.Text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData(4, false, true)]
    [InlineData(5, false, false)]
    [InlineData(6, false, false)]
    [InlineData(4, true, true)]
    public void One_that_lacks_what_was_acknowledged_is_another_though_it_wrote_more(int seen, bool ours, bool another)
    {
        var refusal = ClientState.Refusal(
            new("a"), new("b"), Claim(At(7), ours), Claim(At(9), ours, seen), Known(At(7), acknowledged: 5));
        Assert.Equal(another, refusal?.Text.Contains("another history", StringComparison.Ordinal) == true);
    }

    [Fact]
    public void A_journal_without_order_says_nothing_of_history()
    {
        var claim = new Claim(JournalId.Legacy, false, null, Position.Zero);
        Assert.Null(ClientState.Refusal(
            new("server"), new("ruby"), claim, claim, Known(new(JournalId.Legacy, Position.Zero, "\"f00\""), acknowledged: 5)));
    }

    [Fact]
    public void Another_journal_is_another_peer()
    {
        var refusal = ClientState.Refusal(
            new("server"), new("laptop"), Claim(Cursor.Start(new("old"))), Claim(At(9)), KnownPeer.New);
        Assert.Contains("with another journal: two peers run with one identity", refusal!.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a", "b", true, false)]
    [InlineData("b", "a", false, true)]
    public void A_copy_is_refused_from_whichever_side_it_comes(string self, string client, bool liveIsOurs, bool callerIsOurs)
    {
        Fault? Of(long head) => ClientState.Refusal(
            new(self), new(client), Claim(At(7), liveIsOurs), Claim(At(head), callerIsOurs), Known(At(7)));
        Assert.Contains("history", Of(6)!.Text, StringComparison.Ordinal);
        Assert.Equal($"'{client}' is connected already, from the other side", Of(7)?.Text);
    }
}
