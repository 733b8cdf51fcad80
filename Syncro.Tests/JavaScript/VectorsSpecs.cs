namespace Syncro.Tests.JavaScript;

/// <summary>
/// What both sides must compute alike, written here: the JavaScript client's own tests read the same files.
/// <c>SYNCRO_WRITE_VECTORS=on dotnet test -c Release --filter VectorsSpecs</c> writes them anew.
/// </summary>
public class VectorsSpecs
{
    [Fact]
    public void Clocks_tick_alike() => VectorFile.Agrees("clocks", TextVectors.Clocks());

    [Fact]
    public void Stamps_are_read_and_ordered_alike() => VectorFile.Agrees("stamps", TextVectors.Stamps());

    [Fact]
    public void Ids_are_read_and_ordered_alike() => VectorFile.Agrees("ids", TextVectors.Ids());

    [Fact]
    public void Json_is_read_and_kept_alike() => VectorFile.Agrees("json", TextVectors.Json());

    [Fact]
    public void Scribes_cross_alike() => VectorFile.Agrees("scribes", TextVectors.Scribes());

    [Fact]
    public void Messages_cross_alike() => VectorFile.Agrees("messages", TextVectors.Messages());

    [Fact]
    public void Records_merge_alike() => VectorFile.Agrees("merges", RecordVectors.Merges());

    [Fact]
    public void Pages_are_taken_alike() => VectorFile.Agrees("intakes", RecordVectors.Intakes());

    [Fact]
    public void Changes_of_the_application_are_recorded_and_sent_alike() => VectorFile.Agrees("locals", RecordVectors.Locals());

    [Fact]
    public void Sessions_go_alike() => VectorFile.Agrees("sessions", SessionVectors.All());
}
