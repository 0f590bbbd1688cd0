/** Homeroom's logo: three people in one room. */
export const Mark = ({ size }: { size: number }) => (
  <svg className="mark" width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
    <rect width="32" height="32" rx="9" className="mark-room" />
    <circle cx="11" cy="12" r="3.4" className="mark-one" />
    <circle cx="21.5" cy="14.5" r="3.4" className="mark-two" />
    <circle cx="13.5" cy="21.5" r="3.4" className="mark-three" />
  </svg>
)
