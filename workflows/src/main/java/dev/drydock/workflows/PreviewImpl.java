package dev.drydock.workflows;

/** Computes a plan in the activity worker, which alone may look at cluster and database. */
public final class PreviewImpl implements Preview {
  private final Deeds deeds = new Deeds();

  @Override
  public Plan preview(MigrationRequest request) {
    StepRef ref = new StepRef("", request.app(), Step.PLAN, false);
    return deeds
        .of(PlanActivities.class, ref, Limits.DEFAULT.maintenancePod())
        .compute(new PlanActivities.In(ref, request));
  }
}
