using Microsoft.EntityFrameworkCore;
using Syncro.EntityFrameworkCore.Tables;
using Syncro.Journal;
using Syncro.Models;
using Syncro.Tests.Records;

namespace Syncro.Tests.EntityFrameworkCore;

/// <summary>What a save puts into the outbox.</summary>
public sealed class RecordingSpecs : IDisposable
{
    private readonly TempDirectory _directory = new();
    private readonly Atlas _atlas;

    public RecordingSpecs()
    {
        _atlas = new(Atlas.Sqlite(_directory.File("atlas.db")));
        _atlas.Database.EnsureCreated();
    }

    public void Dispose()
    {
        _atlas.Dispose();
        _directory.Dispose();
    }

    private string[] Outbox() =>
        [.. _atlas.Set<OutboxRow>().AsNoTracking().OrderBy(row => row.Row).Select(row => $"{row.Type} {row.Class} {row.Id} {row.Data}")];

    private static Region Alps => new() { Id = "alps", Name = "Alps" };

    [Fact]
    public void A_save_is_one_change_set_of_what_it_changed()
    {
        var (region, city) = (Alps, new City { Id = new Guid(1, 0, 0, new byte[8]), Name = "Chur", RegionId = "alps", Area = 28.10m });
        _atlas.AddRange(region, city);
        _atlas.SaveChanges();
        Assert.Equal(
            [
                """save City "00000001-0000-0000-0000-000000000000" {"area":28.10,"name":"Chur","regionId":"alps","twinId":null}""",
                """save Region "alps" {"name":"Alps"}""",
            ],
            Outbox().Order(StringComparer.Ordinal));
        Assert.Single(_atlas.Set<OutboxRow>().AsNoTracking().Select(row => row.ChangeSet).Distinct());
        Assert.Empty(_atlas.ChangeTracker.Entries<OutboxRow>());
    }

    [Fact]
    public void An_update_holds_only_what_was_modified()
    {
        var region = Alps;
        _atlas.Add(region);
        _atlas.SaveChanges();
        region.Name = "The Alps";
        _atlas.SaveChanges();
        _atlas.SaveChanges();
        Assert.Equal("""update Region "alps" {"name":"The Alps"}""", Outbox()[1..].Single());
    }

    [Fact]
    public async Task What_a_deletion_takes_along_is_recorded_with_it_though_nobody_loaded_it()
    {
        var (chur, bern) = (new City { Name = "Chur", RegionId = "alps" }, new City { Name = "Bern", RegionId = "plain" });
        bern.TwinId = chur.Id;
        _atlas.AddRange(Alps, new Region { Id = "plain", Name = "Plain" }, chur, bern);
        await _atlas.SaveChangesAsync();
        _atlas.ChangeTracker.Clear();
        _atlas.Remove(await _atlas.Regions.SingleAsync(region => region.Id == "alps"));
        await _atlas.SaveChangesAsync();
        Assert.Equal(
            [
                $$"""destroy City "{{chur.Id}}" {}""", """destroy Region "alps" {}""", $$"""update City "{{bern.Id}}" {"twinId":null}""",
            ],
            Outbox()[4..].Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Nothing_is_recorded_while_recording_is_off()
    {
        var (alps, plain) = (Alps, new Region { Id = "plain", Name = "Plain" });
        _atlas.AddRange(alps, plain);
        Recording.Off(alps);
        _atlas.SaveChanges();
        Assert.Equal("""save Region "plain" {"name":"Plain"}""", Assert.Single(Outbox()));
        using (Recording.Off())
        {
            plain.Name = "Flat";
            _atlas.SaveChanges();
        }
        Assert.Single(Outbox());
        Assert.Equal("Flat", _atlas.Regions.AsNoTracking().Single(region => region.Id == "plain").Name);
    }

    [Fact]
    public void A_save_above_a_limit_saves_nothing()
    {
        _atlas.Add(new Region { Id = "big", Name = new string('x', 512 * 1024) });
        var e = Assert.Throws<ChangeRefusedException>(() => _atlas.SaveChanges());
        Assert.Equal(Code.TooLarge, e.Code);
        Assert.StartsWith("Region \"big\" of ", e.Message, StringComparison.Ordinal);
        _atlas.ChangeTracker.Clear();
        _atlas.AddRange(Enumerable.Range(0, 2049).Select(i => new Region { Id = $"{i}", Name = "x" }));
        Assert.Contains("2049 synced entities is above 2048", Assert.Throws<ChangeRefusedException>(() => _atlas.SaveChanges()).Message, StringComparison.Ordinal);
        Assert.Empty(_atlas.Regions.AsNoTracking());
    }

    [Fact]
    public void An_id_that_is_none_saves_nothing()
    {
        _atlas.Add(new Region { Id = "a\nb", Name = "x" });
        Assert.Contains("control character", Assert.Throws<InvalidRecordException>(() => _atlas.SaveChanges()).Message, StringComparison.Ordinal);
        Assert.Empty(_atlas.Regions.AsNoTracking());
    }

    [Fact]
    public void A_save_that_failed_leaves_nothing_behind_and_may_be_tried_again()
    {
        var city = new City { Name = "Chur", RegionId = "nowhere" };
        _atlas.Add(city);
        Assert.Throws<DbUpdateException>(() => _atlas.SaveChanges());
        Assert.Empty(Outbox());
        _atlas.Add(new Region { Id = "nowhere", Name = "Nowhere" });
        _atlas.SaveChanges();
        Assert.Equal(2, Outbox().Length);
    }

    [Fact]
    public void What_is_rolled_back_is_not_in_the_outbox()
    {
        using (_atlas.Database.BeginTransaction())
        {
            _atlas.Add(Alps);
            _atlas.SaveChanges();
            Assert.Single(Outbox());
        }
        Assert.Empty(Outbox());
    }
}
