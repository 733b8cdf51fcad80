using System.Collections.Immutable;
using Syncro.Journal;
using Syncro.Scribes;
using Syncro.Settings;

namespace Syncro.Models;

/// <summary>The models of a program: told to its peer before that starts, and fixed from then on.</summary>
public sealed class ModelRegistry
{
    private readonly SortedDictionary<string, Registered> _models = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, Playing> _players = new(StringComparer.Ordinal);
    private bool _fixed;

    /// <param name="Type">Of its records.</param>
    /// <param name="Map">A <see cref="ModelMap{T}"/> of that type.</param>
    /// <param name="Rule">Its rule in code, given whom to tell of one that fails; null: it has none.</param>
    internal sealed record Registered(Type Type, object Map, Func<Action<Exception, string>, IClassRule>? Rule);

    /// <param name="Player">Who plays.</param>
    /// <param name="Types">The class's own types.</param>
    /// <param name="Changes">The changes to records that are played as well.</param>
    internal sealed record Playing(IScribePlayer Player, ImmutableSortedSet<string> Types, ImmutableHashSet<ChangeType> Changes);

    /// <summary>Who plays the scribes of which class.</summary>
    internal IReadOnlyDictionary<string, Playing> Players => _players;

    /// <summary>
    /// Keeps a class in sync. Its name is the type's, or that of its <see cref="SyncroModelAttribute"/>; its id is the
    /// property <c>Id</c>, or that marked <see cref="SyncroIdAttribute"/>.
    /// </summary>
    /// <param name="rules">Who reads, writes and checks its records; null: everyone does, unless the configuration says so.</param>
    /// <exception cref="InvalidModelException">The type can't be a model, or is one already, or so is another of that name.</exception>
    public ModelRegistry Add<T>(ModelRules<T>? rules = null) where T : class
    {
        var map = new ModelMap<T>();
        if (_fixed)
            throw new InvalidModelException($"model '{map.Name}' comes too late: the peer has started");
        if (_models.TryGetValue(map.Name, out var twin))
            throw new InvalidModelException($"model '{map.Name}' is registered twice, as {twin.Type} and as {typeof(T)}");
        if (_players.ContainsKey(map.Name))
            throw RegisteredTwice(map.Name);
        _models.Add(map.Name, new(typeof(T), map, rules is null ? null : report => new CodeRule<T>(map, rules, report)));
        return this;
    }

    /// <summary>
    /// Makes a class with scribe types of its own one of the peer's: what comes of it from others is played. Its own are
    /// recorded by <see cref="SyncroModels.RecordAsync"/>.
    /// </summary>
    /// <exception cref="InvalidModelException">
    /// The name is none for a class, is registered already, or the player's types are none of a class's own to define.
    /// </exception>
    public ModelRegistry Play(string className, IScribePlayer player)
    {
        if (Names.ClassFault(className) is { } fault)
            throw new InvalidModelException($"'{className}' can't be the name of a class: {fault}");
        if (_fixed)
            throw new InvalidModelException($"class '{className}' comes too late: the peer has started");
        if (_models.ContainsKey(className) || _players.ContainsKey(className))
            throw RegisteredTwice(className);
        var (types, changes) = (player.Types.ToImmutableSortedSet(StringComparer.Ordinal), player.Changes.ToImmutableHashSet());
        foreach (var type in types)
            if (LocalFaults.TypeFault(type) is { } wrong)
                throw new InvalidModelException($"class '{className}' can't play its type '{type}': {wrong.Text}");
        if (types.IsEmpty && changes.IsEmpty)
            throw new InvalidModelException($"class '{className}' plays nothing: it has no scribe types");
        _players.Add(className, new(player, types, changes));
        return this;
    }

    private static InvalidModelException RegisteredTwice(string className) =>
        new($"class '{className}' is registered twice; allowed: once, as a model or as a player");

    /// <summary>The map of a model's type.</summary>
    /// <exception cref="InvalidModelException">It is none.</exception>
    internal ModelMap<T> MapOf<T>() where T : class =>
        (ModelMap<T>?)_models.Values.FirstOrDefault(model => model.Type == typeof(T))?.Map
        ?? throw new InvalidModelException($"{typeof(T)} is no model here: it was not added before the peer started");

    /// <summary>The rules of all classes, those of the configuration among them. From now on nothing can be added.</summary>
    /// <exception cref="InvalidModelException">A model has rules in code and in the configuration.</exception>
    internal Rules Fix(SyncroSettings settings, Action<Exception, string> report)
    {
        _fixed = true;
        var rules = new Dictionary<string, IClassRule>(StringComparer.Ordinal);
        foreach (var (name, model) in settings.Models)
            if (model.Readers is not null || model.Writers is not null)
                rules[name] = new AttributeRule(model.Readers, model.Writers);
        foreach (var (name, model) in _models)
            if (model.Rule is { } rule && !rules.TryAdd(name, rule(report)))
                throw new InvalidModelException($"model '{name}' has rules in code and in syncro.models.{name}; allowed: one of them");
        return new(
            settings.ModelsOpen ? Classes.All : Classes.Of(settings.Models.Keys.Concat(_models.Keys).Concat(_players.Keys)), rules,
            _players.ToDictionary(player => player.Key, player => player.Value.Types, StringComparer.Ordinal));
    }
}
