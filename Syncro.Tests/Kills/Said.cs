using Syncro.Tests.Processes;

namespace Syncro.Tests.Kills;

/// <summary>What became of a call, as far as its caller can tell.</summary>
internal enum Heard { Done, NotDone, Unknown }

/// <summary>
/// What one writer was told of its changes, and so all that may be there in the end. Of each attribute it writes greater
/// and greater numbers, at one node; what it shares with others carries its name.
/// </summary>
internal sealed class Said(string writer)
{
    private readonly Dictionary<(string Class, string Id), HashSet<string?>> _own = [], _shared = [];

    public string Writer => writer;

    public int Acknowledged { get; private set; }

    public int Unknown { get; private set; }

    /// <summary>Compactions that were done, and let go of something.</summary>
    public int Compacted { get; set; }

    /// <summary>Change sets of two creates and an operation, by their number.</summary>
    public Dictionary<string, Heard> Sets { get; } = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<(string Class, string Id), HashSet<string?>> Own => _own;

    public IReadOnlyDictionary<(string Class, string Id), HashSet<string?>> Shared => _shared;

    /// <param name="value">What the record's <c>n</c> then is; null: it is destroyed.</param>
    public void OfOwn(string @class, string id, string? value, Heard heard) => Note(_own, (@class, id), value, heard);

    public void OfShared(string @class, string id, string value, Heard heard) => Note(_shared, (@class, id), value, heard);

    public void OfSet(string number, Heard heard)
    {
        Count(heard);
        Sets[number] = heard;
    }

    private void Note(Dictionary<(string Class, string Id), HashSet<string?>> of, (string, string) key, string? value, Heard heard)
    {
        Count(heard);
        if (!of.TryGetValue(key, out var may))
            of[key] = may = [null];
        if (heard == Heard.Done)
            may.Clear();
        if (heard != Heard.NotDone)
            may.Add(value);
    }

    private void Count(Heard heard)
    {
        Acknowledged += heard == Heard.Done ? 1 : 0;
        Unknown += heard == Heard.Unknown ? 1 : 0;
    }
}
