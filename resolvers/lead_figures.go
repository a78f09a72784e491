package resolvers

import (
	"context"
	"time"

	"partnergraph/auth"
	"partnergraph/graph"
	"partnergraph/loaders"
	"partnergraph/market"
)

type leadFiguresRow struct{ *Resolver }

var _ graph.LeadFiguresRowResolver = leadFiguresRow{}

// LeadFiguresRow resolves the fields of LeadFiguresRow that are not plain.
func (r *Resolver) LeadFiguresRow() graph.LeadFiguresRowResolver { return leadFiguresRow{r} }

type concentration struct{ *Resolver }

var _ graph.ConcentrationResolver = concentration{}

// Concentration resolves the fields of Concentration that are not plain.
func (r *Resolver) Concentration() graph.ConcentrationResolver { return concentration{r} }

type partnerShare struct{ *Resolver }

var _ graph.PartnerShareResolver = partnerShare{}

// PartnerShare resolves the fields of PartnerShare that are not plain.
func (r *Resolver) PartnerShare() graph.PartnerShareResolver { return partnerShare{r} }

func (q query) LeadFigures(ctx context.Context, filter market.LeadFigureFilter, by []market.LeadDimension, first int) ([]*market.LeadFiguresRow, error) {
	return q.Store.LeadFigures(ctx, filter, by, first, q.Now())
}

func (q query) LeadConcentration(ctx context.Context, from, to time.Time) (*market.LeadConcentration, error) {
	return q.Store.LeadConcentration(ctx, from, to)
}

func (concentration) Shares(_ context.Context, obj *market.Concentration, first int) ([]*market.PartnerShare, error) {
	return obj.Largest(first)
}

func (p partner) LeadFigures(ctx context.Context, obj *market.Partner, from, to time.Time) (*market.LeadFigures, error) {
	if v := auth.Viewer(ctx).In(market.LeadsRead); v.Partner == "" || v.Partner != obj.ID {
		return nil, nil
	}
	rows, err := p.Store.LeadFigures(ctx, market.LeadFigureFilter{From: from, To: to, PartnerID: &obj.ID}, nil, 1, p.Now())
	if err != nil {
		return nil, err
	}
	if len(rows) == 0 {
		return &market.LeadFigures{Contracted: []*market.Money{}}, nil
	}
	return rows[0].Figures, nil
}

func (r leadFiguresRow) Partner(ctx context.Context, obj *market.LeadFiguresRow) (*market.Partner, error) {
	if obj.PartnerID == nil {
		return nil, nil
	}
	return loaders.For(ctx).Partner.Load(*obj.PartnerID)
}

func (s partnerShare) Partner(ctx context.Context, obj *market.PartnerShare) (*market.Partner, error) {
	return loaders.For(ctx).Partner.Load(obj.PartnerID)
}
