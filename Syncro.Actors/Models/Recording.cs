using System.Runtime.CompilerServices;

namespace Syncro.Models;

/// <summary>
/// Switches the telling of other peers off: what is changed meanwhile is in the journal and the records of this peer
/// alone. A record created so appears at others, whole, with its next change that is told; an update so made goes along
/// where the whole record is sent. Source: <c>Observer.disable</c> and <c>scribe_disabled?</c> of the original.
/// </summary>
public static class Recording
{
    private static readonly AsyncLocal<Scope?> Current = new();

    private static readonly ConditionalWeakTable<object, object> Records = [];

    /// <summary>Whether recording is off where this is asked.</summary>
    public static bool IsOff
    {
        get
        {
            for (var scope = Current.Value; scope is not null; scope = scope.Outer)
                if (!scope.Ended)
                    return true;
            return false;
        }
    }

    /// <summary>Off until the result is disposed of, in this flow of control and in all that it awaits or starts.</summary>
    public static IDisposable Off() => Current.Value = new(Current.Value);

    /// <summary>Off for every change that is made by saving this object, for as long as it lives.</summary>
    public static void Off(object record) => Records.AddOrUpdate(record, record);

    /// <summary>On again for this object.</summary>
    public static void On(object record) => Records.Remove(record);

    /// <summary>Whether recording is off for an object.</summary>
    public static bool IsOffFor(object record) => IsOff || Records.TryGetValue(record, out _);

    // Ends wherever it is disposed of: a flow that was started within sees it too.
    private sealed class Scope(Scope? outer) : IDisposable
    {
        private volatile bool _ended;

        public Scope? Outer => outer;

        public bool Ended => _ended;

        public void Dispose()
        {
            _ended = true;
            if (Current.Value == this)
                Current.Value = outer;
        }
    }
}
