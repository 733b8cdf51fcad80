using Syncro.Journal;
using Syncro.Models;
using Syncro.Scribes;
using Syncro.Settings;

namespace Syncro.Tests.Models;

/// <summary>
/// A player's pure machine with everything that it asks for done at once: over a journal that is a list, a disk that is a
/// value, and a crash whenever the test says so.
/// </summary>
internal sealed class PlayerRun(int retries = 1, int setAside = 2)
{
    private readonly PlayerTerms _terms = new("Log", ["append"], [], new(
        retries, TimeSpan.FromMilliseconds(100), TimeSpan.FromMilliseconds(250), TimeSpan.FromSeconds(1), setAside));

    private PlayerState _state = null!;

    /// <summary>What came from others: each a commit of its own.</summary>
    public List<Playable> Journal { get; } = [];

    /// <summary>What playing a scribe fails with; null: it does not.</summary>
    public Func<Playable, string?> Fails { get; set; } = _ => null;

    /// <summary>Whether the peer crashes before an event is on disk.</summary>
    public Func<PlayerEvent, bool> Crashes { get; set; } = _ => false;

    /// <summary>Whether the player keeps its position itself, with the effect.</summary>
    public bool KeepsItself { get; init; }

    public Position Own { get; set; }

    /// <summary>Why its own storage can't be asked.</summary>
    public string? OwnFails { get; set; }

    public Played Disk { get; set; } = Played.Nothing;

    public PlayerState State => _state;

    /// <summary>The positions of the scribes that had their effect, in order.</summary>
    public List<long> Effects { get; } = [];

    /// <summary>How often playing was tried.</summary>
    public int Tries { get; private set; }

    public List<TimeSpan> Pauses { get; } = [];

    public PlayerReply? Reply { get; private set; }

    /// <summary>A pause goes on until then.</summary>
    public bool HoldPauses { get; set; }

    public static Playable Scribe(long commit, string type = "append") => new(
        Position.Of(commit, 0), new Scribe.Operation("Log", type, new((ulong)commit, "b"), JsonText.Null), new(new("b"), new("j")));

    public void Add(params Playable[] scribes)
    {
        Journal.AddRange(scribes);
        if (_state is not null)
            On(new PlayerMessage.Moved(Head));
    }

    /// <summary>What the disk holds is all that is left.</summary>
    public void Start()
    {
        _state = new(_terms, Disk);
        On(new PlayerMessage.Moved(Head));
    }

    public void PlayAgain(long commit)
    {
        Reply = null;
        On(new PlayerMessage.PlayAgain(Position.Of(commit, 0)));
    }

    public void Rested() => On(new PlayerMessage.Rested());

    private long Head => Journal.Count == 0 ? 0 : Journal[^1].Position.Commit;

    private void On(PlayerMessage message)
    {
        var waiting = new Queue<PlayerMessage>([message]);
        while (waiting.TryDequeue(out var next))
        {
            var step = _state.On(next);
            _state = step.State;
            foreach (var effect in step.Effects)
                if (!Perform(effect, waiting))
                    return;
        }
    }

    private bool Perform(PlayerEffect effect, Queue<PlayerMessage> answers)
    {
        switch (effect)
        {
            case PlayerEffect.Ask:
                answers.Enqueue(OwnFails is { } why ? new PlayerMessage.Failed(why, 0) : new PlayerMessage.Stands(KeepsItself ? Own : null));
                break;
            case PlayerEffect.Look(var from):
                // Two commits at a time.
                var page = Journal.Where(scribe => scribe.Position.Commit >= from).Take(2).ToList();
                answers.Enqueue(new PlayerMessage.LookedThrough([.. page.Where(s => s.Scribe.Class == "Log")], page[^1].Position, page[^1].Position.Commit));
                break;
            case PlayerEffect.Fetch(var position):
                answers.Enqueue(new PlayerMessage.Fetched(Journal.FirstOrDefault(scribe => scribe.Position == position)));
                break;
            case PlayerEffect.Play(var scribe):
                Tries++;
                if (Fails(scribe) is { } error)
                    answers.Enqueue(new PlayerMessage.Failed(error, 0));
                else
                {
                    Effects.Add(scribe.Position.Commit);
                    Own = scribe.Position > Own ? scribe.Position : Own;
                    answers.Enqueue(new PlayerMessage.Done());
                }
                break;
            case PlayerEffect.Rest(var pause):
                Pauses.Add(pause);
                if (!HoldPauses)
                    answers.Enqueue(new PlayerMessage.Rested());
                break;
            case PlayerEffect.Persist(var @event):
                if (Crashes(@event))
                    return false;
                Disk = Disk.Apply(@event);
                answers.Enqueue(new PlayerMessage.Persisted(@event));
                break;
            case PlayerEffect.Refuse(var reply):
                Reply = reply;
                break;
            case PlayerEffect.Answer(var reply):
                Reply = reply;
                break;
        }
        return true;
    }
}
