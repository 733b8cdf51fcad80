using Syncro.Scribes;

namespace Syncro.Models;

/// <summary>A class with scribe types of its own, put together from a function for each: no type has to be written for it.</summary>
public sealed class ScribePlayer : IScribePlayer
{
    private readonly Dictionary<string, Func<PlayedScribe, CancellationToken, Task>> _plays = new(StringComparer.Ordinal);
    private readonly HashSet<string> _types = new(StringComparer.Ordinal);
    private readonly HashSet<ChangeType> _changes = [];
    private Func<CancellationToken, Task<Position?>>? _standsAt;

    /// <inheritdoc/>
    public IReadOnlyCollection<string> Types => _types;

    /// <inheritdoc/>
    public IReadOnlyCollection<ChangeType> Changes => _changes;

    /// <summary>How a type of the class's own is played.</summary>
    /// <exception cref="InvalidModelException">It has been said already.</exception>
    public ScribePlayer On(string type, Func<PlayedScribe, CancellationToken, Task> play)
    {
        Add(type, play);
        _types.Add(type);
        return this;
    }

    /// <summary>How changes to records of the class are played.</summary>
    /// <exception cref="InvalidModelException">It has been said already.</exception>
    public ScribePlayer On(ChangeType change, Func<PlayedScribe, CancellationToken, Task> play)
    {
        Add(Scribe.Change.TypeOf(change), play);
        _changes.Add(change);
        return this;
    }

    /// <summary>The player keeps its position itself: see <see cref="IScribePlayer.StandsAtAsync"/>.</summary>
    public ScribePlayer StandsAt(Func<CancellationToken, Task<Position?>> ask)
    {
        _standsAt = ask;
        return this;
    }

    /// <inheritdoc/>
    public Task<Position?> StandsAtAsync(CancellationToken cancel) => _standsAt?.Invoke(cancel) ?? Task.FromResult<Position?>(null);

    /// <inheritdoc/>
    public Task PlayAsync(PlayedScribe scribe, CancellationToken cancel) => _plays[scribe.Type](scribe, cancel);

    private void Add(string type, Func<PlayedScribe, CancellationToken, Task> play)
    {
        if (!_plays.TryAdd(type, play))
            throw new InvalidModelException($"scribe type '{type}' is played twice");
    }
}
