interface Stored {
  readonly id: string;
  readonly name: string | null;
}

/** What has an id, or a name in any case. An id comes first, because whoever made up a name may have taken one. */
export function findStored<Found extends Stored>(
  candidates: readonly Found[],
  reference: string,
): Found | undefined {
  const folded = reference.trim().toLowerCase();
  return (
    candidates.find(({ id }) => id === reference) ??
    candidates.find(({ name }) => name?.toLowerCase() === folded)
  );
}
