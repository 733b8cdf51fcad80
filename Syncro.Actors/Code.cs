namespace Syncro;

/// <summary>What a refusal is for; the numbers are those of the wire.</summary>
public enum Code
{
    /// <summary>The bytes, the JSON or the message break the grammar.</summary>
    Malformed = 400,

    /// <summary>The GUID did not prove itself with its token.</summary>
    NotAuthenticated = 401,

    /// <summary>A class that is not synced here, or a change that this client may not make.</summary>
    NotAllowed = 403,

    /// <summary>No such class, none that is exposed, or no such record for this client.</summary>
    NotFound = 404,

    /// <summary>The class exposes no such method.</summary>
    NoSuchMethod = 405,

    /// <summary>The other side did not greet, answer or read in time, or a method took too long.</summary>
    TooSlow = 408,

    /// <summary>Another peer with the same GUID is connected.</summary>
    DuplicateIdentity = 409,

    /// <summary>What a change set expected of a record no longer holds. Never on the wire.</summary>
    ChangedMeanwhile = 412,

    /// <summary>A frame, message, scribe or change set above its limit.</summary>
    TooLarge = 413,

    /// <summary>A scribe that says nothing that can be recorded.</summary>
    InvalidScribe = 422,

    /// <summary>The clocks of two peers differ by more than <c>max-clock-drift</c>.</summary>
    ClocksApart = 425,

    /// <summary>The protocol version is not spoken here.</summary>
    ProtocolNotSupported = 426,

    /// <summary>More connections, calls or unanswered messages than allowed.</summary>
    TooMany = 429,

    /// <summary>The peer failed; no detail leaves it.</summary>
    Internal = 500,
}
