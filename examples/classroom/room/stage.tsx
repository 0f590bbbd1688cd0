/** The front of the room, above the desks. */
export const Stage = ({ name }: { name: string }) => (
  <div className="stage">
    <p className="sign">
      <bdi>{name}</bdi>
    </p>
  </div>
)
