using Syncro.Journal;
using Syncro.Models;
using Syncro.Scribes;
using Syncro.TestKit.Simulated;
using static Syncro.TestKit.Simulated.SimSetup;

namespace Syncro.Tests.Journal;

/// <summary>What the rules of a model mean for the changes of its own program and of its clients.</summary>
public class LocalRulesSpecs
{
    private sealed record Note(string Id, int X = 0, string? Owner = null);

    private sealed class Rules1 : ModelRules<Note>
    {
        public override Audience ScribeClients(Note record) =>
            record.Owner is { } owner ? Audience.Named(owner) : throw new InvalidOperationException("no owner");

        public override bool ScribeAuthorized(Scribe scribe, ClientId from, Note? current) =>
            current is null ? from.Value != "B" : current.Owner == from.Value;

        public override string? Validate(Note record) => record.X < 10 ? null : $"x is {record.X}, above 9";

        public override IReadOnlyCollection<string> Except => ["destroy"];
    }

    private readonly SimWorld _world = new(1);

    private SimPeer Peer(string name) => _world.Peer(name, new Rules(
        Classes.Of(["Note"]), new Dictionary<string, IClassRule> { ["Note"] = new CodeRule<Note>(new(), new Rules1(), (_, _) => { }) }));

    [Fact]
    public void Code_says_who_reads_and_who_writes()
    {
        var (s, a, b) = (Peer("S"), Peer("A"), Peer("B"));
        _world.Link(a, s);
        _world.Link(b, s);
        a.Do(Create(Note("n"), ("x", 1), ("owner", "A")));
        b.Do(Create(Note("m"), ("x", 1), ("owner", "B")));
        s.Do(Create(Note("o"), ("x", 1)));
        _world.Settle();
        Assert.NotNull(s.Seen(Note("n")));
        Assert.True(b.Record(Note("n")).State.IsUnknown);
        // B may create nothing: what it made so is taken from it.
        Assert.Null(s.Seen(Note("m")));
        Assert.True(b.Record(Note("m")).State.IsUnknown);
        // A rule that fails names nobody.
        Assert.True(a.Record(Note("o")).State.IsUnknown);
    }

    [Fact]
    public void What_is_invalid_is_recorded_nowhere_and_its_author_put_right()
    {
        var (s, a) = (Peer("S"), Peer("A"));
        _world.Link(a, s);
        Assert.Equal(Code.InvalidScribe, Assert.IsType<Verdict.Refused>(a.Do(Create(Note("n"), ("x", 11), ("owner", "A")))).Fault.Code);
        a.Do(Create(Note("n"), ("x", 1), ("owner", "A")));
        a.Rules = Rules.Open(Classes.Of(["Note"]));
        a.Do(Update(Note("n"), ("x", 12)));
        _world.Settle();
        Assert.Equal("""{"owner":"A","x":1}""", s.Seen(Note("n")));
        Assert.Equal("""{"owner":"A","x":1}""", a.Seen(Note("n")));
    }

    private sealed class Careless : ModelRules<Note>
    {
        public override Audience ScribeClients(Note record) => null!;

        public override string? Validate(Note record) => record.X < 10 ? null : $"not with owner {record.Owner}";
    }

    private sealed class OwnersOnly : ModelRules<Note>
    {
        public override Audience ScribeClients(Note record) => Audience.Named(record.Owner ?? "nobody");

        public override string? Validate(Note record) => record.X < 10 ? null : $"not with owner {record.Owner}";
    }

    private static Rules Of(ModelRules<Note> rules) => new(
        Classes.Of(["Note"]), new Dictionary<string, IClassRule> { ["Note"] = new CodeRule<Note>(new(), rules, (_, _) => { }) });

    [Fact]
    public void A_rule_that_answers_nothing_names_nobody()
    {
        var (s, a) = (_world.Peer("S", Of(new Careless())), _world.Peer("A", Of(new Careless())));
        _world.Link(a, s);
        s.Do(Create(Note("n"), ("x", 1)));
        _world.Settle();
        Assert.True(a.Record(Note("n")).State.IsUnknown);
    }

    [Fact]
    public void What_is_wrong_with_a_record_is_not_said_to_one_who_may_not_read_it()
    {
        var s = _world.Peer("S", Of(new OwnersOnly()));
        var (relay, leaf) = (new Source(new(new("T"), new("journal-T")), true), new Source(new(new("A"), new("journal-A")), false));
        s.Relays.Add(relay.Journal.Client);
        Verdict? Take(Source from, Scribe.Change change)
        {
            Verdict? verdict = null;
            s.Enqueue(new ChangeSet.Remote(from, [new(JsonText.Of(4096), change, true)], null), v => verdict = v);
            s.CommitAll();
            return verdict;
        }
        // Kept for relays alone, until its create comes.
        var later = new Stamp(50UL << 16, "B");
        Take(relay, Scribe.Change.Update(Note("n"), later, [new("owner", JsonText.OfString("B"), later), new("x", JsonText.Of(11), later)]));
        var at = new Stamp(10UL << 16, "A");
        var refused = Assert.IsType<Verdict.Received>(Take(leaf, Scribe.Change.Create(Note("n"), at, [new("owner", JsonText.OfString("A"), at)])));
        Assert.Equal(403, Assert.Single(refused.Rejected).Code);
        Assert.DoesNotContain("B", refused.Rejected[0].Text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_type_that_is_excepted_is_told_to_nobody()
    {
        var (s, a) = (Peer("S"), Peer("A"));
        _world.Link(a, s);
        s.Do(Create(Note("n"), ("x", 1), ("owner", "A")));
        _world.Settle();
        s.Do(Destroy(Note("n")));
        _world.Settle();
        Assert.Null(s.Seen(Note("n")));
        Assert.NotNull(a.Seen(Note("n")));
    }

    [Fact]
    public void What_is_not_announced_appears_elsewhere_with_the_next_change_that_is()
    {
        var (s, a) = (Peer("S"), Peer("A"));
        _world.Link(a, s);
        s.Enqueue(new ChangeSet.Local([Create(Note("n"), ("x", 1), ("owner", "A"))]) { Announced = false }, _ => { });
        _world.Settle();
        Assert.NotNull(s.Seen(Note("n")));
        Assert.True(a.Record(Note("n")).State.IsUnknown);
        s.Do(Update(Note("n"), ("x", 2)));
        _world.Settle();
        Assert.Equal("""{"owner":"A","x":2}""", a.Seen(Note("n")));
        s.Enqueue(new ChangeSet.Local([Update(Note("n"), ("x", 3))]) { Announced = false }, _ => { });
        _world.Settle();
        Assert.Equal("""{"owner":"A","x":2}""", a.Seen(Note("n")));
    }

    [Fact]
    public void A_change_set_that_expected_what_no_longer_holds_is_refused_whole()
    {
        var s = Peer("S");
        s.Do(Create(Note("n"), ("x", 1), ("owner", "A")));
        var found = s.Record(Note("n")).Position;
        s.Do(Update(Note("n"), ("x", 2)));
        var refused = s.Do(Create(Note("m"), ("owner", "A")), new LocalChange.Expect(Note("n"), found));
        Assert.Equal(Code.ChangedMeanwhile, Assert.IsType<Verdict.Refused>(refused).Fault.Code);
        Assert.Null(s.Seen(Note("m")));
        Assert.IsType<Verdict.Accepted>(s.Do(new LocalChange.Expect(Note("n"), s.Record(Note("n")).Position), Update(Note("n"), ("x", 3))));
    }
}
