using Microsoft.EntityFrameworkCore;
using Syncro.EntityFrameworkCore.Mapping;
using Syncro.EntityFrameworkCore.Playing;
using Syncro.Scribes;

namespace Syncro.Tests.EntityFrameworkCore;

public sealed class PlacingSpecs : IDisposable
{
    private readonly Atlas _atlas = new(Atlas.Sqlite(":memory:"));
    private readonly Dictionary<RecordKey, RowDraft?> _drafts = [];
    private readonly HashSet<RecordKey> _present = [];

    public void Dispose() => _atlas.Dispose();

    private Placing Placing => new(_drafts, _present);

    private static RecordKey Region(string id) => new("Region", RecordId.Of(id));

    private static RecordKey City(int id) => new("City", Guid(id));

    private static Guid Guid(int id) => new(id, 0, 0, new byte[8]);

    private void Draft(int id, string region, int? twin = null)
    {
        var entity = SyncedModel.Of(_atlas.Model).ByClass["City"];
        var values = entity.Columns.Select(column => (object?)(column.Attribute switch
        {
            "regionId" => region,
            "twinId" => twin is { } other ? Guid(other) : null,
            _ => null,
        })).ToArray();
        _drafts[City(id)] = new(entity, Guid(id), values,
            [.. entity.References.Select(to => to.Required ? Region(region) : twin is { } other ? City(other) : (RecordKey?)null)], null);
    }

    [Fact]
    public void A_record_stands_where_what_it_requires_stands()
    {
        Draft(1, "here");
        Draft(2, "gone");
        Draft(3, "dead");
        _present.Add(Region("here"));
        _drafts[Region("dead")] = null;
        Assert.True(Placing.Stands(City(1)));
        Assert.False(Placing.Stands(City(2)));
        Assert.False(Placing.Stands(City(3)));
        Assert.Equal([Region("gone")], Placing.Missing(City(2)));
    }

    [Fact]
    public void A_reference_that_may_be_missing_is_left_out_while_it_is()
    {
        Draft(1, "here", twin: 2);
        _present.Add(Region("here"));
        Assert.True(Placing.Stands(City(1)));
        Assert.DoesNotContain(Guid(2), Placing.ValuesOf(City(1)));
        Assert.Equal([City(2)], Placing.Missing(City(1)));
        Draft(2, "here", twin: 1);
        Assert.Contains(Guid(2), Placing.ValuesOf(City(1)));
        Assert.Contains(Guid(1), Placing.ValuesOf(City(2)));
        Assert.Empty(Placing.Missing(City(1)));
        Draft(3, "here", twin: 3);
        Assert.Contains(Guid(3), Placing.ValuesOf(City(3)));
    }
}
