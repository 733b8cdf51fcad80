using System.Collections.Immutable;
using Syncro.Scribes;

namespace Syncro.Sessions;

/// <summary>Cuts a full create above the scribe limit into a create and updates with their own stamps.</summary>
internal static class Pieces
{
    /// <summary>Bytes of one piece, well below the limit of a scribe whose attributes each keep to it.</summary>
    public const int Target = 128 * 1024;

    /// <summary>The change itself where it is small; else its attributes in the order of their names, piece by piece.</summary>
    public static IEnumerable<Scribe.Change> Of(Scribe.Change create)
    {
        if (create.Estimate <= Target)
            return [create];
        var pieces = new List<Scribe.Change>();
        var piece = ImmutableArray.CreateBuilder<Register>();
        var size = 0;
        foreach (var register in create.Registers)
        {
            if (piece.Count > 0 && size + register.Estimate > Target)
            {
                pieces.Add(Piece(create, piece.DrainToImmutable(), pieces.Count == 0));
                size = 0;
            }
            piece.Add(register);
            size += register.Estimate;
        }
        pieces.Add(Piece(create, piece.DrainToImmutable(), pieces.Count == 0));
        return pieces;
    }

    private static Scribe.Change Piece(Scribe.Change create, ImmutableArray<Register> registers, bool first) =>
        first ? create with { Registers = registers }
        : Scribe.Change.Update(create.Key, registers.Max(register => register.At), registers);
}
