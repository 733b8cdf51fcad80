using Syncro.Journal;
using Syncro.Scribes;
using Syncro.Wire;

namespace Syncro.EntityFrameworkCore.Saving;

/// <summary>What one save may change: the limits that hold on every peer.</summary>
internal static class SaveLimits
{
    private const int SetScribes = 2048, SetBytes = 1024 * 1024;

    // As long as the GUIDs that peers make for themselves.
    private static readonly Stamp Stamp = new(ulong.MaxValue, Guid.Empty.ToString());

    /// <exception cref="ChangeRefusedException">It is above a limit; its code is <see cref="Code.TooLarge"/>.</exception>
    public static void Check(IReadOnlyCollection<EntityChange> changes)
    {
        if (changes.Count > SetScribes)
            throw Refused($"a save of {changes.Count} synced entities is above {SetScribes}");
        var total = 0;
        foreach (var change in changes)
        {
            var size = ScribeJson.Size(Scribe.Change.Create(change.Key, Stamp, Registers.Sorted(
                change.Attributes.Select(attribute => new Register(attribute.Key, attribute.Value, Stamp)))));
            if (size > ScribeJson.MaxScribe)
                throw Refused($"{change.Key} of {size} bytes is above {ScribeJson.MaxScribe}");
            total += size;
        }
        if (total > SetBytes)
            throw Refused($"a save of {total} bytes is above {SetBytes}");
    }

    private static ChangeRefusedException Refused(string message) => new(Code.TooLarge, $"{message}; nothing was saved");
}
