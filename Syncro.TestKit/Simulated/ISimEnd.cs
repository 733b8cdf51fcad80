using Syncro.Wire;

namespace Syncro.TestKit.Simulated;

/// <summary>Who has links.</summary>
internal interface ISimOwner
{
    string Name { get; }
}

/// <summary>One end of a link.</summary>
internal interface ISimEnd
{
    string Name { get; }

    /// <summary>Whether a message may be given to it now.</summary>
    bool Ready { get; }

    void Receive(Decoded decoded);

    /// <summary>The connection is gone.</summary>
    void Lost();
}
