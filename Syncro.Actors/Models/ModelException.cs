namespace Syncro.Models;

/// <summary>A type that can't be a model: without an id, or with rules that contradict each other; or one named twice.</summary>
public sealed class InvalidModelException(string message) : SyncroException(message);

/// <summary>A record that can't be one of its class: without an id, with another id than before, or not to be written as JSON.</summary>
public sealed class InvalidRecordException : SyncroException
{
    internal InvalidRecordException(string message) : base(message) { }

    internal InvalidRecordException(string message, Exception inner) : base(message, inner) { }
}

/// <summary>A record that the type of its model can't hold: another program wrote other attributes.</summary>
public sealed class RecordMismatchException : SyncroException
{
    internal RecordMismatchException(string message, Exception inner) : base(message, inner) { }
}

/// <summary>A scribe that was set aside failed again when it was played, and stays set aside.</summary>
public sealed class PlayFailedException(string className, Scribes.Position position, string error)
    : SyncroException($"the scribe of class '{className}' at {position} stays set aside: {error}");
