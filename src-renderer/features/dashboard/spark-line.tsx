const WIDTH = 120;
const HEIGHT = 24;
const INSET = 1.5;

/** How a figure moved; what was not measured is a gap. The figure itself says the rest, so readers skip it. */
export function SparkLine({ points }: { readonly points: readonly (number | null)[] }) {
  const known = points.filter((point) => point !== null);
  const most = Math.max(...known, 0);
  const step = points.length > 1 ? WIDTH / (points.length - 1) : 0;
  let path = '';
  let isOpen = false;
  for (const [index, point] of points.entries()) {
    if (point === null) {
      isOpen = false;
      continue;
    }
    const y = most === 0 ? HEIGHT - INSET : HEIGHT - INSET - (point / most) * (HEIGHT - 2 * INSET);
    path += `${isOpen ? 'L' : 'M'}${(index * step).toFixed(1)} ${y.toFixed(1)}`;
    isOpen = true;
  }
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      className="mt-1 h-6 w-full"
      aria-hidden
    >
      <path
        d={path}
        fill="none"
        stroke="var(--series-1)"
        strokeWidth="1.5"
        strokeLinejoin="round"
        vectorEffect="non-scaling-stroke"
      />
    </svg>
  );
}
