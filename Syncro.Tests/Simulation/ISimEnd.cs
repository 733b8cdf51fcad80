using Syncro.Wire;

namespace Syncro.Tests.Simulation;

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
